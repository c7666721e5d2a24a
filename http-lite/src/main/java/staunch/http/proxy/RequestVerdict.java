package staunch.http.proxy;

import java.util.concurrent.CompletionStage;
import staunch.http.Response;
import staunch.http.codec.Status;

/** What becomes of a request: it goes on, changed or not, as a {@link ProxiedRequest}; or it is answered here. */
public sealed interface RequestVerdict
        permits ProxiedRequest, RequestVerdict.Answer, RequestVerdict.Refusal, RequestVerdict.Later {
    /** It is answered without going on. */
    record Answer(Response response) implements RequestVerdict {
        /** @throws IllegalArgumentException if the response is an interim one */
        public Answer {
            ProxiedResponse.requireFinal(response.status());
        }
    }

    /** It is answered by the proxy's page for an error. */
    record Refusal(Status status, String reason) implements RequestVerdict {}

    /** It is known later. */
    record Later(CompletionStage<? extends RequestVerdict> verdict) implements RequestVerdict {}

    /** The request is answered with that, and does not go on. */
    static RequestVerdict answer(Response response) {
        return new Answer(response);
    }

    /**
     * The request is refused.
     *
     * @param status 400 to 599
     * @param reason what the client is told, one line
     */
    static RequestVerdict refuse(Status status, String reason) {
        return new Refusal(status, reason);
    }

    /**
     * The request waits until the verdict is known, and with it the connection of its client.
     *
     * @param verdict completes on any thread; if exceptionally, the request is answered with 500
     */
    static RequestVerdict later(CompletionStage<? extends RequestVerdict> verdict) {
        return new Later(verdict);
    }
}

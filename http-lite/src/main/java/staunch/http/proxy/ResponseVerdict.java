package staunch.http.proxy;

import java.util.concurrent.CompletionStage;
import staunch.http.Response;

/** What becomes of a response: it goes on, changed or not, as a {@link ProxiedResponse}; or another takes its place. */
public sealed interface ResponseVerdict permits ProxiedResponse, ResponseVerdict.Replacement, ResponseVerdict.Later {
    /** Another is sent, and the server's is dropped. */
    record Replacement(Response response) implements ResponseVerdict {
        /** @throws IllegalArgumentException if the response is an interim one */
        public Replacement {
            ProxiedResponse.requireFinal(response.status());
        }
    }

    /** It is known later. */
    record Later(CompletionStage<? extends ResponseVerdict> verdict) implements ResponseVerdict {}

    /** The client is answered with that; the server's response is not read on. */
    static ResponseVerdict replaceBy(Response response) {
        return new Replacement(response);
    }

    /**
     * The response waits until the verdict is known.
     *
     * @param verdict completes on any thread; if exceptionally, the client is answered with 500
     */
    static ResponseVerdict later(CompletionStage<? extends ResponseVerdict> verdict) {
        return new Later(verdict);
    }
}

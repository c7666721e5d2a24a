package staunch.http;

import java.util.List;
import java.util.Optional;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.http.codec.ResponseHead;

/**
 * What a redirect makes of a request (RFC 9110 §15.4).
 *
 * <pre>
 *   status     method                becomes   body
 *   301, 302   POST                  GET       dropped
 *              others                same      sent again
 *   303        HEAD                  HEAD      dropped
 *              others                GET       dropped
 *   307, 308   all                   same      sent again
 * </pre>
 *
 * No state.
 */
final class Redirects {
    /** What is said of a body; and what was to be done before that was sent. */
    private static final List<String> OF_BODY = List.of(
            "Content-Type",
            "Content-Encoding",
            "Content-Language",
            "Content-Location",
            "Content-Disposition",
            "Digest",
            "Content-Digest",
            "Expect",
            "Last-Modified");

    /** Whose value is for one origin alone. */
    private static final List<String> CREDENTIALS = List.of("Authorization", "Cookie", HttpProxy.AUTHORIZATION);

    private Redirects() {}

    /** The request that follows this response; empty if the response is the answer, because none may or can follow. */
    static Optional<Request> following(Request request, ResponseHead response, HttpClientOptions options) {
        int code = response.status().code();
        boolean redirects = code == 301 || code == 302 || code == 303 || code == 307 || code == 308;
        List<String> locations = response.fields().all("Location");
        if (!redirects || locations.size() != 1) {
            return Optional.empty();
        }
        return new Url(request.origin(), request.target())
                .resolve(locations.get(0))
                .filter(url -> url.origin().isSecure() || !request.origin().isSecure() || options.followsToPlain())
                .flatMap(url -> to(url, request, code));
    }

    private static Optional<Request> to(Url url, Request request, int code) {
        Method method = methodBehind(code, request.method());
        boolean dropsBody = code == 303 || !method.equals(request.method());
        if (!dropsBody && !request.body().isReplayable()) {
            return Optional.empty();
        }
        Fields.Builder fields = request.fields().toBuilder();
        if (dropsBody) {
            OF_BODY.forEach(fields::remove);
        }
        if (!url.origin().equals(request.origin())) {
            CREDENTIALS.forEach(fields::remove);
        }
        Body body = dropsBody ? Body.NONE : request.body();
        return Optional.of(new Request(method, url.origin(), url.target(), fields.build(), body));
    }

    private static Method methodBehind(int code, Method before) {
        return switch (code) {
            case 301, 302 -> before.equals(Method.POST) ? Method.GET : before;
            case 303 -> before.equals(Method.HEAD) ? before : Method.GET;
            default -> before;
        };
    }
}

package staunch.http;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import staunch.http.codec.Rejection;
import staunch.http.codec.RequestHead;
import staunch.http.codec.Status;
import staunch.reactor.Security;

/**
 * What an {@link AccessLog} knows of one answer. It holds none of the fields that carry secrets, such as {@code
 * Authorization} and {@code Cookie}.
 *
 * @param time when the request's head had come, or when it was refused
 * @param peer where it came from
 * @param asked what was asked for; empty if the request was refused before it had been understood
 * @param status what was answered
 * @param bodyBytes how many bytes of the answer's body were sent; 0 of a refusal
 * @param durationNanos from the head to the end of the answer, or to the refusal; 0 without what was asked for
 * @param whole whether the answer was sent whole
 * @param security what TLS negotiated; empty on a plain connection, and without what was asked for
 */
public record AccessEntry(
        Instant time,
        InetAddress peer,
        Optional<Asked> asked,
        Status status,
        long bodyBytes,
        long durationNanos,
        boolean whole,
        Optional<Security> security) {

    /**
     * The request.
     *
     * @param method for example {@code GET}
     * @param target as it came, with the query
     * @param version for example {@code HTTP/1.1}
     * @param referer the field {@code Referer}
     * @param userAgent the field {@code User-Agent}
     */
    public record Asked(
            String method, String target, String version, Optional<String> referer, Optional<String> userAgent) {
        static Asked of(RequestHead head) {
            return new Asked(
                    head.method().name(),
                    head.target(),
                    head.version().toString(),
                    head.fields().first("Referer"),
                    head.fields().first("User-Agent"));
        }

        Asked withoutQueries() {
            return new Asked(method, beforeQuery(target), version, referer.map(Asked::beforeQuery), userAgent);
        }

        private static String beforeQuery(String text) {
            int mark = text.indexOf('?');
            return mark < 0 ? text : text.substring(0, mark);
        }
    }

    static AccessEntry of(Exchange exchange, Status status, long bodyBytes, boolean whole) {
        long ageNanos = exchange.ageNanos();
        return new AccessEntry(
                Instant.ofEpochMilli(exchange.loop().epochMillis() - TimeUnit.NANOSECONDS.toMillis(ageNanos)),
                exchange.remoteAddress().getAddress(),
                Optional.of(Asked.of(exchange.request())),
                status,
                bodyBytes,
                ageNanos,
                whole,
                exchange.security());
    }

    static AccessEntry of(Exchange exchange, Rejection rejection) {
        return of(exchange, rejection.status(), 0, true);
    }

    static AccessEntry of(Instant time, InetAddress peer, Rejection rejection) {
        return new AccessEntry(time, peer, Optional.empty(), rejection.status(), 0, 0, true, Optional.empty());
    }

    /** A copy in which the target and the referer end before their query, which may hold what is not for a log. */
    public AccessEntry withoutQueries() {
        return new AccessEntry(
                time, peer, asked.map(Asked::withoutQueries), status, bodyBytes, durationNanos, whole, security);
    }
}

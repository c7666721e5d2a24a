package staunch.http.rewrite;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where in a message a rule is applied. */
public enum Place {
    /** What stands behind the {@code ?} of a request's target. */
    QUERY,
    /** The values of fields, of requests and responses, but for those that say how a message is framed, coded and routed. */
    HEADERS,
    /** The content of requests. */
    REQUEST_BODY,
    /** The content of responses. */
    RESPONSE_BODY;

    /** Its name in a rule's text: {@code query}, {@code headers}, {@code request-body}, {@code response-body}. */
    public String token() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Place> of(String token) {
        return Arrays.stream(values())
                .filter(place -> place.token().equals(token))
                .findFirst();
    }
}

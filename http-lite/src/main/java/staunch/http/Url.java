package staunch.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * A URL in the two parts that a request needs.
 *
 * @param origin who is asked
 * @param target what for: path and query, percent-encoded
 */
record Url(Origin origin, String target) {
    /** @throws IllegalArgumentException if it is no absolute http or https URL; the message says what is wrong */
    static Url parse(String text) {
        try {
            return of(new URI(text));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URL: " + e.getReason(), e);
        }
    }

    private static Url of(URI uri) {
        String authority = uri.getRawAuthority();
        if (uri.getScheme() == null || authority == null) {
            throw new IllegalArgumentException("a URL must begin as https://host or http://host does");
        }
        if (authority.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "user names and passwords in a URL are not sent: leave out what is in front of the @");
        }
        URI ascii = URI.create(uri.toASCIIString());
        String path = ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        String query = ascii.getRawQuery();
        return new Url(Origin.of(uri.getScheme(), authority), query == null ? path : path + "?" + query);
    }

    /** What a reference on this page means (RFC 3986 §5.2); empty if it is not one that can be asked for. */
    Optional<Url> resolve(String reference) {
        try {
            URI relative = new URI(reference);
            boolean samePage = relative.getScheme() == null
                    && relative.getRawAuthority() == null
                    && relative.getRawPath().isEmpty();
            return Optional.of(samePage ? samePage(relative) : of(new URI(toString()).resolve(relative)));
        } catch (URISyntaxException | IllegalArgumentException unusable) {
            return Optional.empty();
        }
    }

    /** An empty path is the page's own, which {@link URI#resolve} takes for its folder. */
    private Url samePage(URI relative) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return relative.getRawQuery() == null ? this : parse(origin + path + "?" + relative.getRawQuery());
    }

    @Override
    public String toString() {
        return origin + target;
    }
}

package staunch.http;

import staunch.http.codec.Fields;
import staunch.http.codec.Method;

/**
 * A request that is to be sent.
 *
 * <pre>{@code
 * Request.get("https://example.org/search?q=x").with("Accept", "text/html")
 * }</pre>
 *
 * @param method the method
 * @param origin who is asked; {@code Host} is made of it
 * @param target what is asked for: a path with perhaps a query, beginning with a slash
 * @param fields what else the head says; without {@code Host}, {@code Content-Length} and {@code Transfer-Encoding}. With
 *     {@code Expect: 100-continue} the body waits until the server wants it
 * @param body the body
 */
public record Request(Method method, Origin origin, String target, Fields fields, Body body) {
    /**
     * A request without a body.
     *
     * @param url http or https; a fragment is left out
     * @throws IllegalArgumentException if the URL is none, or has a user name in it
     */
    public static Request of(Method method, String url) {
        Url parsed = Url.parse(url);
        return new Request(method, parsed.origin(), parsed.target(), Fields.empty(), Body.NONE);
    }

    /**
     * A GET.
     *
     * @throws IllegalArgumentException as {@link #of}
     */
    public static Request get(String url) {
        return of(Method.GET, url);
    }

    /**
     * A POST.
     *
     * @throws IllegalArgumentException as {@link #of}
     */
    public static Request post(String url, String contentType, Body body) {
        return of(Method.POST, url).with("Content-Type", contentType).withBody(body);
    }

    /**
     * A GET on a connection that stands already, whose scheme therefore does not matter; see {@link HttpConnection}.
     *
     * @param authority host, and port unless it is the scheme's own: the value of {@code Host}
     * @param target a path with perhaps a query
     * @throws IllegalArgumentException if the authority cannot be one
     */
    public static Request get(String authority, String target) {
        return new Request(Method.GET, Origin.of("http", authority), target, Fields.empty(), Body.NONE);
    }

    /**
     * A POST on a connection that stands already; as {@link #get(String, String)}.
     *
     * @throws IllegalArgumentException if the authority cannot be one
     */
    public static Request post(String authority, String target, String contentType, Body body) {
        return new Request(
                Method.POST, Origin.of("http", authority), target, Fields.of("Content-Type", contentType), body);
    }

    /** The value of {@code Host}. */
    public String authority() {
        return origin.authority();
    }

    /** A copy with one more field. */
    public Request with(String name, String value) {
        return withFields(fields.toBuilder().add(name, value).build());
    }

    /** A copy with another body. */
    public Request withBody(Body other) {
        return new Request(method, origin, target, fields, other);
    }

    Request withFields(Fields other) {
        return new Request(method, origin, target, other, body);
    }

    /** Method and URL without the query: what may be logged. */
    @Override
    public String toString() {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return method + " " + (path.startsWith("/") ? origin + path : path); // a proxy is asked for the whole URL
    }
}

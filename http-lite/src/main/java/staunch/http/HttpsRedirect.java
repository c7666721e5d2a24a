package staunch.http;

import java.util.Optional;
import staunch.http.codec.Method;
import staunch.http.codec.RequestHead;
import staunch.http.codec.Status;

/**
 * Sends whoever comes by plain HTTP to the same place by HTTPS: 301 for GET and HEAD, which every client follows, and 308
 * for the others, which lets no client turn a POST into a GET (RFC 9110 §15.4).
 *
 * @param httpsPort where HTTPS is served; 443 is left out of the location
 */
public record HttpsRedirect(int httpsPort) implements HttpHandler {
    private static final int DEFAULT_PORT = 443;
    private static final int MAX_PORT = 65_535;

    /** Checks the range. */
    public HttpsRedirect {
        if (httpsPort < 1 || httpsPort > MAX_PORT) {
            throw new IllegalArgumentException("httpsPort must be from 1 to 65535, was " + httpsPort);
        }
    }

    @Override
    public void handle(Exchange exchange) {
        RequestHead request = exchange.request();
        Optional<String> authority = request.authority();
        if (authority.isEmpty() || !request.path().startsWith("/")) {
            exchange.fail(
                    Status.BAD_REQUEST, "this port only redirects to HTTPS, and needs a Host and a path to do so");
            return;
        }
        boolean isRead = request.method().equals(Method.GET) || request.method().equals(Method.HEAD);
        exchange.respond(Response.of(isRead ? Status.MOVED_PERMANENTLY : Status.PERMANENT_REDIRECT)
                .with("Location", location(authority.get(), request)));
    }

    private String location(String authority, RequestHead request) {
        String port = httpsPort == DEFAULT_PORT ? "" : ":" + httpsPort;
        String query = request.query().map(text -> "?" + text).orElse("");
        return "https://" + host(authority) + port + request.path() + query;
    }

    /** Without the port; an IPv6 address keeps its brackets. */
    private static String host(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }
}

package staunch.http;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import staunch.http.codec.Method;
import staunch.http.codec.RequestHead;
import staunch.http.codec.Status;

/**
 * Sends whoever comes by plain HTTP to the same place by HTTPS: 301 for GET and HEAD, which every client follows, and 308
 * for the others, which lets no client turn a POST into a GET (RFC 9110 §15.4).
 *
 * <p>The place is what the client says in {@code Host}, which is right for itself, whatever it says; but a cache in front, if it
 * keeps the answer under another name, could show it to others. For that there are {@link #hosts}: who comes for another is
 * refused with 421.
 *
 * @param httpsPort where HTTPS is served; 443 is left out of the location
 * @param hosts the names and addresses that clients may come for, in lower case and without a port; empty for any
 */
public record HttpsRedirect(int httpsPort, Set<String> hosts) implements HttpHandler {
    private static final int DEFAULT_PORT = 443;
    private static final int MAX_PORT = 65_535;

    /** For whatever host a client comes. */
    public HttpsRedirect(int httpsPort) {
        this(httpsPort, Set.of());
    }

    /** Checks the range, and the hosts. */
    public HttpsRedirect {
        hosts = Set.copyOf(hosts);
        for (String host : hosts) {
            if (!host.equals(host(host)) || !host.equals(host.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("a host is given in lower case and without a port, not as " + host);
            }
        }
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
        if (!hosts.isEmpty() && !hosts.contains(host(authority.get()).toLowerCase(Locale.ROOT))) {
            exchange.fail(Status.MISDIRECTED_REQUEST, "this port redirects to HTTPS for other hosts only");
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

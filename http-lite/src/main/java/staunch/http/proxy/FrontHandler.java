package staunch.http.proxy;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import staunch.http.Exchange;
import staunch.http.HttpHandler;
import staunch.http.HttpLane;
import staunch.http.HttpServer;
import staunch.http.Origin;
import staunch.http.Response;
import staunch.http.codec.Method;
import staunch.http.codec.RequestHead;
import staunch.http.codec.Status;
import staunch.http.codec.TargetForm;

/**
 * Takes what one client asks of the proxy (RFC 9112 §3.2): a tunnel, a URL, or the proxy's own page. Used on the connection's
 * loop.
 */
final class FrontHandler implements HttpHandler {
    private final Proxy proxy;
    private final HttpServer server;
    private @Nullable HttpLane lane;

    FrontHandler(Proxy proxy, HttpServer server) {
        this.proxy = proxy;
        this.server = server;
    }

    @Override
    public void handle(Exchange exchange) {
        RequestHead head = exchange.request();
        if (head.form() == TargetForm.ORIGIN || head.form() == TargetForm.ASTERISK) {
            proxy.onboarding().answer(exchange);
            return;
        }
        Optional<String> shown = head.fields().first("Proxy-Authorization");
        boolean allowed = proxy.options()
                .credentials()
                .map(wanted -> wanted.areShownBy(shown))
                .orElse(true);
        Optional<Origin> origin = originOf(head);
        if (!allowed) {
            String reason = shown.isPresent()
                    ? "the user or the password is wrong"
                    : "the proxy wants a user and a password first";
            Response page = ErrorPage.ofItself(Status.PROXY_AUTHENTICATION_REQUIRED, reason)
                    .with("Proxy-Authenticate", "Basic realm=\"Staunch\", charset=\"UTF-8\"");
            refuse(exchange, origin.orElse(Proxy.ITSELF), page, reason);
        } else if (origin.isEmpty()) {
            String reason = "the request names no host and port that can be connected to";
            refuse(exchange, Proxy.ITSELF, ErrorPage.ofItself(Status.BAD_REQUEST, reason), reason);
        } else if (head.method().equals(Method.CONNECT)) {
            new Interception(proxy, server, lane(exchange), exchange.remoteAddress(), origin.get()).begin(exchange);
        } else if (origin.get().host().equals(Onboarding.HOST)) {
            proxy.onboarding().answer(exchange);
        } else {
            forward(exchange, origin.get());
        }
    }

    private void refuse(Exchange exchange, Origin origin, Response page, String reason) {
        proxy.refused(exchange.loop(), exchange.remoteAddress(), origin, page.status(), reason);
        exchange.respond(page);
    }

    private void forward(Exchange exchange, Origin origin) {
        RequestHead head = exchange.request();
        String target = head.path() + head.query().map(query -> "?" + query).orElse("");
        new Forwarding(proxy, lane(exchange), exchange, origin).begin(target);
    }

    private HttpLane lane(Exchange exchange) {
        HttpLane made = lane;
        if (made == null) {
            made = proxy.laneOn(exchange.loop());
            lane = made;
        }
        return made;
    }

    private static Optional<Origin> originOf(RequestHead head) {
        String scheme = head.form() == TargetForm.AUTHORITY
                        || head.target().toLowerCase(Locale.ROOT).startsWith("https:")
                ? "https"
                : "http";
        try {
            return head.authority().map(authority -> Origin.of(scheme, authority));
        } catch (IllegalArgumentException noHost) {
            return Optional.empty();
        }
    }
}

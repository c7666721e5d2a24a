package staunch.http;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import staunch.http.codec.Method;
import staunch.http.codec.Status;

/**
 * Chooses a handler by the method and the path.
 *
 * <pre>{@code
 * new Router()
 *         .get("/", exchange -> ...)
 *         .get("/users/{id}", exchange -> ... exchange.pathParameter("id") ...)
 *         .post("/users", exchange -> ...)
 *         .get("/files/{path*}", exchange -> ...)
 * }</pre>
 *
 * A pattern is a path whose segments are literal, a parameter {@code {name}} for one segment that is not empty, or, as the
 * last, a parameter {@code {name*}} for all the rest, slashes included. A literal is preferred to a parameter, and that to
 * the rest, among those that have a handler for the method. Segments are compared percent-decoded, an encoded slash being no
 * separator; nothing else is normalised: {@code /a/}, {@code /a} and {@code //a} are three paths, and {@code ..} is a segment
 * like others.
 *
 * <p>HEAD is answered by the handler for GET where it has none of its own, and OPTIONS by {@code Allow}. What is nowhere is
 * answered by 404, a path without that method by 405 with {@code Allow}, a path that cannot be decoded by 400.
 *
 * <p>Set up by one thread before it serves its first request; from then on it cannot be changed, and any thread may use it.
 */
public final class Router implements HttpHandler {
    private final RouteNode root = new RouteNode();
    private final TreeSet<String> methods = new TreeSet<>();
    private volatile boolean serving;
    private HttpHandler otherwise = exchange -> exchange.fail(Status.NOT_FOUND);

    /** A router without routes. */
    public Router() {}

    /** Has GET, and HEAD, of that pattern answered by {@code handler}. See {@link #route}. */
    public Router get(String pattern, HttpHandler handler) {
        return route(Method.GET, pattern, handler);
    }

    /** Has POST of that pattern answered by {@code handler}. See {@link #route}. */
    public Router post(String pattern, HttpHandler handler) {
        return route(Method.POST, pattern, handler);
    }

    /** Has PUT of that pattern answered by {@code handler}. See {@link #route}. */
    public Router put(String pattern, HttpHandler handler) {
        return route(Method.PUT, pattern, handler);
    }

    /** Has DELETE of that pattern answered by {@code handler}. See {@link #route}. */
    public Router delete(String pattern, HttpHandler handler) {
        return route(Method.DELETE, pattern, handler);
    }

    /**
     * Has requests answered by {@code handler}.
     *
     * @param pattern as described above
     * @throws IllegalArgumentException if the pattern is none, or that method of it has a handler
     * @throws IllegalStateException if the router has begun to serve
     */
    public Router route(Method method, String pattern, HttpHandler handler) {
        requireSetup();
        root.add(pattern, method, handler);
        methods.add(method.toString());
        return this;
    }

    /** Has requests with whatever method answered by {@code handler}, unless the pattern has one for it. */
    public Router any(String pattern, HttpHandler handler) {
        requireSetup();
        root.add(pattern, null, handler);
        return this;
    }

    /** Has what matches no pattern answered by {@code handler}; without one it is 404. */
    public Router otherwise(HttpHandler handler) {
        requireSetup();
        otherwise = handler;
        return this;
    }

    private void requireSetup() {
        if (serving) {
            throw new IllegalStateException("the router serves already: add its routes before");
        }
    }

    @Override
    public void handle(Exchange exchange) throws Exception {
        if (!serving) {
            serving = true;
        }
        Method method = exchange.request().method();
        String path = exchange.request().path();
        if (path.equals("*")) {
            exchange.respond(Response.of(Status.NO_CONTENT).with("Allow", allow(methods)));
            return;
        }
        Optional<String[]> segments = PercentEncoding.decodeSegments(path);
        if (segments.isEmpty()) {
            exchange.fail(Status.BAD_REQUEST, "a path that is not percent-encoded UTF-8");
            return;
        }
        Map<String, String> parameters = new HashMap<>();
        HttpHandler handler = root.find(segments.get(), method, parameters);
        if (handler != null) {
            exchange.pathParameters(Map.copyOf(parameters));
            handler.handle(exchange);
            return;
        }
        TreeSet<String> allowed = new TreeSet<>();
        root.addMethods(segments.get(), 0, allowed);
        if (allowed.isEmpty()) {
            otherwise.handle(exchange);
        } else {
            refuse(exchange, method, allow(allowed));
        }
    }

    private static void refuse(Exchange exchange, Method method, String allow) {
        if (method.equals(Method.OPTIONS)) {
            exchange.respond(Response.of(Status.NO_CONTENT).with("Allow", allow));
        } else {
            exchange.respond(exchange.errorPage(Status.METHOD_NOT_ALLOWED, method + " is not allowed here")
                    .with("Allow", allow));
        }
    }

    private static String allow(Collection<String> methods) {
        TreeSet<String> allowed = new TreeSet<>(methods);
        allowed.add("OPTIONS");
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        return String.join(", ", allowed);
    }
}

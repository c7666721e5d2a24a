package staunch.http;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Method;

/** What a {@link Router} knows of one place in the tree of paths: where it goes on, and who answers there. */
final class RouteNode {
    private final Map<String, RouteNode> literals = new HashMap<>();
    private final Map<Method, HttpHandler> handlers = new LinkedHashMap<>();
    private @Nullable HttpHandler any;
    private @Nullable RouteNode parameter;
    private @Nullable RouteNode rest;
    /** What the segment that leads here is called, if it is a parameter. */
    private String name = "";

    // ---- setting up ----

    /** @param method null for any that has no handler of its own */
    void add(String pattern, @Nullable Method method, HttpHandler handler) {
        if (!pattern.startsWith("/")) {
            throw new IllegalArgumentException("the pattern \"" + pattern + "\" must begin with a slash");
        }
        RouteNode node = this;
        Set<String> names = new HashSet<>();
        String[] segments = PercentEncoding.segments(pattern);
        for (int i = 0; i < segments.length; i++) {
            node = node.child(segments[i], i == segments.length - 1, names, pattern);
        }
        boolean isNew = method == null ? node.any == null : !node.handlers.containsKey(method);
        if (!isNew) {
            throw new IllegalArgumentException(
                    "the pattern \"" + pattern + "\" has a handler for " + (method == null ? "any method" : method));
        }
        if (method == null) {
            node.any = handler;
        } else {
            node.handlers.put(method, handler);
        }
    }

    private RouteNode child(String segment, boolean isLast, Set<String> names, String pattern) {
        boolean isParameter = segment.startsWith("{") && segment.endsWith("}");
        if (!isParameter) {
            if (segment.contains("{") || segment.contains("}")) {
                throw new IllegalArgumentException(
                        "the pattern \"" + pattern + "\" has a brace: a parameter is a whole segment, as in /{name}");
            }
            return literals.computeIfAbsent(segment, key -> new RouteNode());
        }
        boolean isRest = segment.endsWith("*}");
        String called = segment.substring(1, segment.length() - (isRest ? 2 : 1));
        if (called.isEmpty() || called.contains("{") || called.contains("}") || !names.add(called)) {
            throw new IllegalArgumentException(
                    "the pattern \"" + pattern + "\" has a parameter without a name of its own");
        }
        if (isRest && !isLast) {
            throw new IllegalArgumentException(
                    "the pattern \"" + pattern + "\" goes on behind {" + called + "*}, which takes all the rest");
        }
        RouteNode known = isRest ? rest : parameter;
        if (known == null) {
            known = new RouteNode();
            known.name = called;
            if (isRest) {
                rest = known;
            } else {
                parameter = known;
            }
        } else if (!known.name.equals(called)) {
            throw new IllegalArgumentException("the pattern \"" + pattern + "\" calls {" + called
                    + "} what another calls {" + known.name + "}: give it one name");
        }
        return known;
    }

    // ---- serving ----

    /**
     * The handler for that path and method; null if there is none.
     *
     * @param parameters is given what stands in the place of each parameter
     */
    @Nullable
    HttpHandler find(String[] segments, Method method, Map<String, String> parameters) {
        return find(segments, 0, method, parameters);
    }

    private @Nullable HttpHandler find(String[] segments, int at, Method method, Map<String, String> parameters) {
        if (at == segments.length) {
            return handler(method);
        }
        RouteNode literal = literals.get(segments[at]);
        HttpHandler found = literal == null ? null : literal.find(segments, at + 1, method, parameters);
        if (found == null && parameter != null && !segments[at].isEmpty()) {
            found = parameter.find(segments, at + 1, method, parameters);
            if (found != null) {
                parameters.put(parameter.name, segments[at]);
            }
        }
        if (found == null && rest != null) {
            found = rest.handler(method);
            if (found != null) {
                parameters.put(rest.name, join(segments, at));
            }
        }
        return found;
    }

    /** Adds the names of the methods that have a handler at that path, whichever pattern it is. */
    void addMethods(String[] segments, int at, Set<String> methods) {
        if (at == segments.length) {
            handlers.keySet().forEach(method -> methods.add(method.toString()));
            return;
        }
        RouteNode literal = literals.get(segments[at]);
        if (literal != null) {
            literal.addMethods(segments, at + 1, methods);
        }
        if (parameter != null && !segments[at].isEmpty()) {
            parameter.addMethods(segments, at + 1, methods);
        }
        if (rest != null) {
            rest.addMethods(segments, segments.length, methods);
        }
    }

    private static String join(String[] segments, int from) {
        StringBuilder joined = new StringBuilder();
        for (int i = from; i < segments.length; i++) {
            joined.append(i == from ? "" : "/").append(segments[i]);
        }
        return joined.toString();
    }

    private @Nullable HttpHandler handler(Method method) {
        HttpHandler own = handlers.get(method);
        if (own == null && method.equals(Method.HEAD)) {
            own = handlers.get(Method.GET);
        }
        return own == null ? any : own;
    }
}

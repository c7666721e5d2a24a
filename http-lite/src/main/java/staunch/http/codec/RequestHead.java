package staunch.http.codec;

import java.util.Optional;

/**
 * A request without its body. Immutable, any thread.
 *
 * @param method the method
 * @param target the request target as it came
 * @param form which of the four forms the target has
 * @param version the version, 1.0 or 1.1
 * @param authority host and perhaps port that the request is for: from the target if it says one, else from Host; absent
 *     only in an HTTP/1.0 request without Host
 * @param fields the fields in wire order
 */
public record RequestHead(
        Method method, String target, TargetForm form, HttpVersion version, Optional<String> authority, Fields fields) {

    private static final String SCHEME_END = "://";

    /** The path of the target, still percent-encoded; {@code *} for OPTIONS of the whole server, empty for CONNECT. */
    public String path() {
        return switch (form) {
            case ORIGIN -> beforeQuery(target);
            case ASTERISK -> target;
            case AUTHORITY -> "";
            case ABSOLUTE -> absolutePath();
        };
    }

    /** What stands behind the first {@code ?} of the target, still percent-encoded. */
    public Optional<String> query() {
        int mark = target.indexOf('?');
        return mark < 0 ? Optional.empty() : Optional.of(target.substring(mark + 1));
    }

    private String absolutePath() {
        String rest = beforeQuery(target);
        int path = rest.indexOf('/', rest.indexOf(SCHEME_END) + SCHEME_END.length());
        if (path >= 0) {
            return rest.substring(path);
        }
        return method.equals(Method.OPTIONS) && rest.length() == target.length() ? "*" : "/";
    }

    private static String beforeQuery(String text) {
        int mark = text.indexOf('?');
        return mark < 0 ? text : text.substring(0, mark);
    }
}

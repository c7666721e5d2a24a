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
        Method method, String target, TargetForm form, HttpVersion version, Optional<String> authority, Fields fields)
        implements RequestView {

    private static final String SCHEME_END = "://";

    @Override
    public boolean isTarget(String text) {
        return target.equals(text);
    }

    @Override
    public Optional<String> field(String name) {
        return fields.first(name);
    }

    @Override
    public boolean hasField(String name) {
        return fields.contains(name);
    }

    /**
     * Whether the client asks for that protocol in a way that counts: named in {@code Upgrade}, announced in {@code
     * Connection}, and not on HTTP/1.0 (RFC 9110 §7.8).
     *
     * @param protocol a name such as {@code websocket}; case does not matter
     */
    public boolean asksForUpgradeTo(String protocol) {
        return version == HttpVersion.HTTP_1_1
                && fields.hasMember("Connection", "upgrade")
                && fields.hasMember("Upgrade", protocol);
    }

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

package staunch.http;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An event of an {@link EventStream}, as {@code text/event-stream} defines it (HTML, section Server-sent events). Immutable:
 * each {@code with…} makes a copy.
 *
 * @param name what the browser dispatches it as; empty for {@code message}
 * @param data the text, of any number of lines; a line ends by LF, CR or both, and comes to the browser ending by LF
 * @param id what a client that reconnects says it has seen last; empty to leave that as it is
 * @param retryMillis how long the client is to wait before it reconnects, from now on
 */
public record ServerEvent(Optional<String> name, String data, Optional<String> id, OptionalLong retryMillis) {
    /** Checks what would make several lines, or events, of one. */
    public ServerEvent {
        name.ifPresent(text -> requireOneLine("name", text));
        id.ifPresent(text -> requireOneLine("id", text));
        if (retryMillis.orElse(0) < 0) {
            throw new IllegalArgumentException("retryMillis must not be negative, was " + retryMillis.getAsLong());
        }
    }

    private static void requireOneLine(String what, String text) {
        if (text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException("the " + what + " of an event must not have CR, LF or NUL in it");
        }
    }

    /** An event with data alone. */
    public static ServerEvent of(String data) {
        return new ServerEvent(Optional.empty(), data, Optional.empty(), OptionalLong.empty());
    }

    /** A copy with that name. */
    public ServerEvent withName(String newName) {
        return new ServerEvent(Optional.of(newName), data, id, retryMillis);
    }

    /** A copy with that id. */
    public ServerEvent withId(String newId) {
        return new ServerEvent(name, data, Optional.of(newId), retryMillis);
    }

    /** A copy with that wait before a reconnection. */
    public ServerEvent withRetryMillis(long millis) {
        return new ServerEvent(name, data, id, OptionalLong.of(millis));
    }

    /** As it is sent. */
    byte[] bytes() {
        StringBuilder text = new StringBuilder(data.length() + 32);
        name.ifPresent(value -> line(text, "event", value));
        id.ifPresent(value -> line(text, "id", value));
        retryMillis.ifPresent(value -> line(text, "retry", Long.toString(value)));
        for (String part : data.split("\r\n|\r|\n", -1)) {
            line(text, "data", part);
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void line(StringBuilder text, String field, String value) {
        text.append(field).append(": ").append(value).append('\n');
    }
}

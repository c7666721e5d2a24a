package staunch.http;

import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** An answer in the combined log format; see {@link AccessFormat#combined}. */
final class CombinedLine {
    private static final String UNKNOWN = "-";

    private CombinedLine() {}

    static String of(AccessEntry entry, DateTimeFormatter time) {
        String request = entry.asked()
                .map(asked -> asked.method() + " " + asked.target() + " " + asked.version())
                .orElse(UNKNOWN);
        return entry.peer().getHostAddress() + " - - [" + time.format(entry.time()) + "] " + quoted(request) + " "
                + entry.status().code() + " " + (entry.bodyBytes() == 0 ? UNKNOWN : entry.bodyBytes()) + " "
                + quoted(entry.asked().flatMap(AccessEntry.Asked::referer)) + " "
                + quoted(entry.asked().flatMap(AccessEntry.Asked::userAgent));
    }

    private static String quoted(Optional<String> text) {
        return quoted(text.orElse(UNKNOWN));
    }

    /** Text of HTTP is ISO-8859-1: a character is an octet. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                quoted.append(String.format("\\x%02x", c & 0xff));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}

package staunch.http;

import java.math.BigDecimal;
import java.util.Optional;
import staunch.reactor.Security;

/** An answer as an object of JSON (RFC 8259) on one line, all ASCII; see {@link AccessFormat#json}. */
final class JsonLine {
    private static final int NANOS_SCALE = 9;

    private final StringBuilder line = new StringBuilder("{");

    private JsonLine() {}

    static String of(AccessEntry entry) {
        JsonLine json = new JsonLine();
        json.text("time", entry.time().toString());
        json.text("peer", entry.peer().getHostAddress());
        entry.asked().ifPresent(asked -> {
            json.text("method", asked.method());
            json.text("target", asked.target());
            json.text("version", asked.version());
        });
        json.bare("status", entry.status().code());
        json.bare("bytes", entry.bodyBytes());
        json.bare(
                "seconds",
                BigDecimal.valueOf(entry.durationNanos(), NANOS_SCALE).toPlainString());
        json.bare("whole", entry.whole());
        entry.asked().ifPresent(asked -> {
            json.text("referer", asked.referer());
            json.text("userAgent", asked.userAgent());
        });
        entry.security().ifPresent(json::security);
        return json.line.append('}').toString();
    }

    private void security(Security security) {
        text("protocol", security.protocol());
        text("cipher", security.cipherSuite());
        text("serverName", security.serverName());
        text(
                "client",
                security.peerCertificates().stream()
                        .findFirst()
                        .map(leaf -> leaf.getSubjectX500Principal().getName()));
    }

    private void text(String name, Optional<String> value) {
        value.ifPresent(text -> text(name, text));
    }

    private void text(String name, String value) {
        name(name);
        quote(value);
    }

    private void bare(String name, Object value) {
        name(name);
        line.append(value);
    }

    private void name(String name) {
        if (line.length() > 1) {
            line.append(',');
        }
        quote(name);
        line.append(':');
    }

    private void quote(String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                line.append(String.format("\\u%04x", (int) c));
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }
}

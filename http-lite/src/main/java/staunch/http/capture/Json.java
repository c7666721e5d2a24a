package staunch.http.capture;

import java.util.Optional;

/** Writes JSON (RFC 8259), all ASCII, so that neither a terminal nor an encoding can make anything else of it. */
final class Json {
    private final StringBuilder text = new StringBuilder();

    Json open(char bracket) {
        separate();
        text.append(bracket);
        return this;
    }

    Json close(char bracket) {
        text.append(bracket);
        return this;
    }

    /** The name of what follows. */
    Json name(String name) {
        separate();
        quote(name);
        text.append(':');
        return this;
    }

    Json text(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    Json text(String name, Optional<String> value) {
        return value.map(present -> text(name, present)).orElse(this);
    }

    Json bare(String name, Object value) {
        name(name).text.append(value);
        return this;
    }

    Json text(String value) {
        separate();
        quote(value);
        return this;
    }

    private void separate() {
        char before = text.isEmpty() ? '{' : text.charAt(text.length() - 1);
        if (before != '{' && before != '[' && before != ':') {
            text.append(',');
        }
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ' || c > '~') {
                        unicode(c);
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    private void unicode(char c) {
        text.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            text.append(Character.forDigit(c >> shift & 0xF, 16));
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

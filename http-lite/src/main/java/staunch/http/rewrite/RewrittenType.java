package staunch.http.rewrite;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import staunch.http.coding.BodyTransform;

/**
 * How the text of a body of some Content-Type (RFC 9110 §8.3) is read.
 *
 * @param coding how its bytes are text; empty for UTF-16 whose byte order its first two bytes say
 */
record RewrittenType(Optional<TextCoding> coding) {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Set<String> TEXTS = Set.of(
            "application/json",
            "application/xml",
            "application/javascript",
            "application/x-javascript",
            "application/ecmascript",
            "application/x-ndjson",
            "application/graphql");

    /** A body that is not rewritten, and why. */
    static final class Untouchable extends Exception {
        private static final long serialVersionUID = 1;

        Untouchable(String why) {
            super(why, null, false, false);
        }
    }

    /** @throws Untouchable if the type is none of a text, or its charset is unknown */
    static RewrittenType of(Optional<String> contentType) throws Untouchable {
        String value = contentType.orElseThrow(() -> new Untouchable("it has no Content-Type"));
        int semicolon = value.indexOf(';');
        String type =
                (semicolon < 0 ? value : value.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
        if (type.equals(FORM)) {
            return new RewrittenType(Optional.of(TextCoding.ofQuery()));
        }
        if (!type.startsWith("text/") && !type.endsWith("+json") && !type.endsWith("+xml") && !TEXTS.contains(type)) {
            throw new Untouchable(type + " is no type of a text");
        }
        String charset = charset(value);
        return charset.equalsIgnoreCase("utf-16")
                ? new RewrittenType(Optional.empty())
                : new RewrittenType(Optional.of(coding(charset)));
    }

    /** UTF-8 unless it says something else; of ASCII UTF-8 is more of the same. */
    private static String charset(String contentType) {
        for (String parameter : contentType.split(";", -1)) {
            String stripped = parameter.strip();
            if (stripped.regionMatches(true, 0, "charset=", 0, 8)) {
                String name = stripped.substring(8).replace("\"", "").strip();
                return name.equalsIgnoreCase("us-ascii") ? "utf-8" : name;
            }
        }
        return "utf-8";
    }

    private static TextCoding coding(String name) throws Untouchable {
        try {
            return TextCoding.of(Charset.forName(name))
                    .orElseThrow(() -> new Untouchable("texts in " + name + " are not rewritten"));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            throw new Untouchable("its charset " + name + " is unknown");
        }
    }

    /** Applies what is made for its coding, as soon as that is known. */
    BodyTransform transform(ByteOrderSeeking.Maker maker) {
        return coding.isPresent() ? maker.make(coding.get()) : new ByteOrderSeeking(maker);
    }

    /** One coding of those that it may turn out to have. */
    TextCoding anyCoding() {
        return coding.orElseGet(() -> TextCoding.of(StandardCharsets.UTF_16BE).orElseThrow());
    }
}

package staunch.http.rewrite;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a rule's texts mean in a query, or in a form, where a plus is a space (WHATWG URL §5.1).
 *
 * <p>A rule is written as one would type a query: its {@code +} is found where the query has a space, however that is encoded,
 * or a plus; and the replacement is put as it stands, so that {@code SEED+Labs} becomes {@code SEED+Labs}. Only what a query
 * cannot hold (RFC 3986 §3.4) is encoded: a space by a plus, all else by per cent.
 */
final class QueryText {
    private static final String ALLOWED = "-._~!$&'()*+,;=:@/?";

    private QueryText() {}

    /** What finds a literal in a decoded query. */
    static Pattern pattern(String literal) {
        return Pattern.compile(literal.codePoints()
                .mapToObj(c -> c == '+' ? "[ +]" : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining()));
    }

    /** A rule's replacement, as it is put. */
    static byte[] written(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        for (int i = 0; i < octets.length; i++) {
            boolean encoded = octets[i] == '%'
                    && i + 2 < octets.length
                    && Character.digit(octets[i + 1], 16) >= 0
                    && Character.digit(octets[i + 2], 16) >= 0;
            put(octets[i], encoded || octets[i] > 0 && ALLOWED.indexOf(octets[i]) >= 0, written);
        }
        return written.toByteArray();
    }

    /** What was found in a query, as it is put back: nothing of it is a delimiter. */
    static byte[] encoded(byte[] octets) {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        for (byte octet : octets) {
            put(octet, octet > 0 && "-._*".indexOf(octet) >= 0, encoded);
        }
        return encoded.toByteArray();
    }

    private static void put(byte octet, boolean asIs, ByteArrayOutputStream to) {
        if (asIs || octet > 0 && Character.isLetterOrDigit(octet)) {
            to.write(octet);
        } else if (octet == ' ') {
            to.write('+');
        } else {
            to.write('%');
            to.write(Character.toUpperCase(Character.forDigit(octet >> 4 & 0xf, 16)));
            to.write(Character.toUpperCase(Character.forDigit(octet & 0xf, 16)));
        }
    }
}

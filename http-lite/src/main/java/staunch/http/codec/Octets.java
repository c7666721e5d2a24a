package staunch.http.codec;

import java.nio.charset.StandardCharsets;

/** What each of the 256 octets may be part of (RFC 9110 §5.5 and §5.6.2, RFC 9112 §3.2), one table look-up each. */
final class Octets {
    static final byte CR = '\r';
    static final byte LF = '\n';
    static final byte SP = ' ';
    static final byte HTAB = '\t';

    private static final byte TOKEN = 1;
    private static final byte VALUE = 2;
    private static final byte TARGET = 4;
    private static final byte HOST = 8;

    private static final byte[] USES = uses();

    private Octets() {}

    private static byte[] uses() {
        byte[] uses = new byte[256];
        for (int octet = 0; octet < uses.length; octet++) {
            boolean visible = octet > ' ' && octet < 0x7f;
            boolean alphanumeric = octet < 0x80 && Character.isLetterOrDigit(octet);
            int use = 0;
            use |= alphanumeric || "!#$%&'*+-.^_`|~".indexOf(octet) >= 0 ? TOKEN : 0;
            use |= visible || octet == SP || octet == HTAB || octet >= 0x80 ? VALUE : 0;
            use |= visible && octet != '#' ? TARGET : 0;
            use |= alphanumeric || "-._~".indexOf(octet) >= 0 ? HOST : 0;
            uses[octet] = (byte) use;
        }
        return uses;
    }

    /** Whether the octet may stand in a token: a method, a field name, a coding. */
    static boolean isToken(byte octet) {
        return (USES[octet & 0xff] & TOKEN) != 0;
    }

    /** Whether the octet may stand in a field value or a reason: no control but the tab. */
    static boolean isValue(byte octet) {
        return (USES[octet & 0xff] & VALUE) != 0;
    }

    /** Whether the octet may stand in a request target: visible ASCII; a fragment is never sent. */
    static boolean isTarget(byte octet) {
        return (USES[octet & 0xff] & TARGET) != 0;
    }

    /** Whether the octet may stand in a host name: the unreserved ones of RFC 3986 §2.3. */
    static boolean isHost(byte octet) {
        return (USES[octet & 0xff] & HOST) != 0;
    }

    static boolean isBlank(byte octet) {
        return octet == SP || octet == HTAB;
    }

    static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    static byte toLowerCase(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? (byte) (octet + 32) : octet;
    }

    /** Whether {@code bytes[start, end)} is the given lower-case text, whatever its own case. */
    static boolean equalsIgnoreCase(byte[] bytes, int start, int end, byte[] lowerCase) {
        if (end - start != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            if (toLowerCase(bytes[start + i]) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code bytes[start, end)} is the given text, whatever the case of either; nothing is allocated. */
    static boolean equalsIgnoreCase(byte[] bytes, int start, int end, String text) {
        if (end - start != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7f || toLowerCase(bytes[start + i]) != toLowerCase((byte) c)) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code bytes[start, end)} is exactly the given text. */
    static boolean equals(byte[] bytes, int start, int end, String text) {
        if (end - start != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if ((bytes[start + i] & 0xff) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static String text(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether the text is one token. */
    static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c < 0x80 && isToken((byte) c));
    }

    /** Whether the text can stand in a field value: ISO-8859-1 without controls but the tab. */
    static boolean isValue(String text) {
        return text.chars().allMatch(c -> c <= 0xff && isValue((byte) c));
    }

    /** Whether the text can stand where a request target does. */
    static boolean isTarget(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c < 0x80 && isTarget((byte) c));
    }
}

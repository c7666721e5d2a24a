package staunch.http.rewrite;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Bytes as text, without loss: what does not decode becomes {@code U+DC00} plus the byte, a lone surrogate, which no text has,
 * and comes back as that byte. UTF-8, UTF-16 with its byte order known, and every charset of one byte a character. Immutable.
 */
final class TextCoding {
    /** More bytes are needed to tell. */
    static final int MORE = -1;

    private static final int UNDECODABLE = 0xdc00;
    private static final char UNDEFINED = '\ufffd';

    private final Charset charset;
    private final Octets octets;
    /** For a charset of one byte a character: those characters. */
    private final char[] table;

    private TextCoding(Charset charset, Octets octets, char[] table) {
        this.charset = charset;
        this.octets = octets;
        this.table = table;
    }

    /** One for that charset; empty if its characters cannot be told apart a few bytes at a time. */
    static Optional<TextCoding> of(Charset charset) {
        boolean unicode = charset.equals(StandardCharsets.UTF_8)
                || charset.equals(StandardCharsets.UTF_16BE)
                || charset.equals(StandardCharsets.UTF_16LE);
        if (unicode) {
            return Optional.of(new TextCoding(charset, Octets.PLAIN, new char[0]));
        }
        if (!charset.canEncode() || charset.newEncoder().maxBytesPerChar() > 1) {
            return Optional.empty();
        }
        char[] table = new char[256];
        for (int octet = 0; octet < table.length; octet++) {
            char c = new String(new byte[] {(byte) octet}, charset).charAt(0);
            table[octet] = c == UNDEFINED ? (char) (UNDECODABLE + octet) : c;
        }
        return Optional.of(new TextCoding(charset, Octets.PLAIN, table));
    }

    /** That of a query or a form: UTF-8 in percent-encoding. */
    static TextCoding ofQuery() {
        return new TextCoding(StandardCharsets.UTF_8, Octets.QUERY, new char[0]);
    }

    Charset charset() {
        return charset;
    }

    /** How many bytes a unit has that a match may not begin or end within. */
    int unitBytes() {
        return isUtf16() ? 2 : 1;
    }

    private boolean isUtf16() {
        return !charset.equals(StandardCharsets.UTF_8) && table.length == 0;
    }

    // ---- decoding ----

    /**
     * The character at {@code at}: a code point, or an undecodable byte, and its width, by {@link #found}; or {@link #MORE}.
     *
     * @param last nothing comes behind {@code end}
     */
    long find(byte[] bytes, int at, int end, boolean last) {
        if (isUtf16()) {
            return findUtf16(bytes, at, end, last);
        }
        int first = octets.find(bytes, at, end, last);
        if (first == Octets.MORE) {
            return MORE;
        }
        int octet = Octets.octet(first);
        if (table.length > 0) {
            return found(table[octet], Octets.width(first));
        }
        return octet < 0x80 ? found(octet, Octets.width(first)) : findUtf8(bytes, at, end, last, first);
    }

    static long found(int codePoint, int width) {
        return codePoint | (long) width << 32;
    }

    static int codePoint(long found) {
        return (int) found;
    }

    static int width(long found) {
        return (int) (found >> 32);
    }

    /** By the table of well-formed sequences, Unicode 15 §3.9, D92: only the second byte has other bounds at times. */
    private long findUtf8(byte[] bytes, int at, int end, boolean last, int first) {
        int lead = Octets.octet(first);
        int length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
        int codePoint = length == 0 ? 0 : lead & 0xff >> length + 1;
        int width = Octets.width(first);
        for (int i = 1; i < length; i++) {
            int next = octets.find(bytes, at + width, end, last);
            if (next == Octets.MORE && !last) {
                return MORE;
            }
            int low = i > 1 ? 0x80 : lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
            int high = i > 1 ? 0xbf : lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
            int octet = next == Octets.MORE ? 0 : Octets.octet(next);
            if (octet < low || octet > high) {
                return found(UNDECODABLE + lead, Octets.width(first));
            }
            codePoint = codePoint << 6 | octet & 0x3f;
            width += Octets.width(next);
        }
        return length == 0 ? found(UNDECODABLE + lead, width) : found(codePoint, width);
    }

    private long findUtf16(byte[] bytes, int at, int end, boolean last) {
        if (end - at < 2) {
            return last && end > at ? found(UNDECODABLE + (bytes[at] & 0xff), 1) : MORE;
        }
        char first = utf16(bytes, at);
        if (!Character.isHighSurrogate(first)) {
            return found(first, 2);
        }
        if (end - at < 4) {
            return last ? found(first, 2) : MORE;
        }
        char second = utf16(bytes, at + 2);
        return Character.isLowSurrogate(second) ? found(Character.toCodePoint(first, second), 4) : found(first, 2);
    }

    private char utf16(byte[] bytes, int at) {
        int first = bytes[at] & 0xff;
        int second = bytes[at + 1] & 0xff;
        return (char) (charset.equals(StandardCharsets.UTF_16BE) ? first << 8 | second : second << 8 | first);
    }

    // ---- encoding ----

    /** The bytes of a text that was decoded here, or of a rule; a question mark for what the charset has not. */
    byte[] encode(CharSequence text) {
        if (isUtf16()) {
            return encodedUtf16(text);
        }
        ByteBuffer bytes = ByteBuffer.allocate(4 * text.length());
        int i = 0;
        while (i < text.length()) {
            int undecodable = text.charAt(i) - UNDECODABLE;
            boolean isByte = undecodable >= 0x80 && undecodable <= 0xff;
            int from = i;
            i += isByte || !isPair(text, i) ? 1 : 2;
            bytes.put(isByte ? new byte[] {(byte) undecodable} : encoded(text.subSequence(from, i)));
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Lone surrogates too. */
    private byte[] encodedUtf16(CharSequence text) {
        byte[] bytes = new byte[2 * text.length()];
        int first = charset.equals(StandardCharsets.UTF_16BE) ? 8 : 0;
        for (int i = 0; i < text.length(); i++) {
            bytes[2 * i] = (byte) (text.charAt(i) >> first);
            bytes[2 * i + 1] = (byte) (text.charAt(i) >> 8 - first);
        }
        return bytes;
    }

    private static boolean isPair(CharSequence text, int at) {
        return at + 1 < text.length()
                && Character.isHighSurrogate(text.charAt(at))
                && Character.isLowSurrogate(text.charAt(at + 1));
    }

    private byte[] encoded(CharSequence text) {
        return text.toString().getBytes(charset);
    }

    /** Whether the charset has all these characters. */
    boolean canEncode(String text) {
        return charset.newEncoder()
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .canEncode(CharBuffer.wrap(text));
    }

    boolean isQuery() {
        return octets == Octets.QUERY;
    }
}

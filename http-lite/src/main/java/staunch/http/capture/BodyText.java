package staunch.http.capture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import staunch.http.codec.Fields;
import staunch.http.coding.BodyTransform;
import staunch.http.coding.ContentCodings;

/**
 * A recorded body as JSON can hold it.
 *
 * @param text characters, or base64
 * @param isBase64 which of the two
 * @param decodedBytes how long it is without its content coding
 * @param comment what is missing, and why
 */
record BodyText(String text, boolean isBase64, long decodedBytes, Optional<String> comment) {
    private static final Pattern CHARSET = Pattern.compile("(?i);\\s*charset\\s*=\\s*\"?([^\\s;\"]+)");
    private static final int PIECE_BYTES = 8 << 10;

    /**
     * Undoes the content coding, and tells text from other bytes: text is what its charset, or else UTF-8, can be decoded from
     * without a fault, and what has no control characters.
     *
     * @param maxBytes how much of what is decoded is kept
     */
    static BodyText of(byte[] body, Optional<String> cut, Fields fields, int maxBytes) {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        Optional<String> comment = cut;
        boolean isCut = cut.isPresent();
        try {
            Optional<String> shortened = decode(body, isCut, fields, maxBytes, decoded);
            isCut |= shortened.isPresent();
            comment = comment.or(() -> shortened);
        } catch (IOException | IllegalArgumentException undecodable) {
            String why = "as it came, its content coding not undone: " + undecodable.getMessage();
            return new BodyText(
                    base64(body),
                    true,
                    body.length,
                    Optional.of(cut.map(text -> text + "; " + why).orElse(why)));
        }
        byte[] plain = decoded.toByteArray();
        Optional<String> text = text(plain, isCut, charset(fields));
        return new BodyText(text.orElseGet(() -> base64(plain)), text.isEmpty(), plain.length, comment);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Decodes as much as there is and fits; what is missing is said. */
    private static Optional<String> decode(
            byte[] body, boolean isCut, Fields fields, int maxBytes, ByteArrayOutputStream decoded) throws IOException {
        ContentCodings codings = ContentCodings.parse(fields.members("Content-Encoding"));
        BodyTransform.Phase phase = isCut ? BodyTransform.Phase.FLUSH : BodyTransform.Phase.END;
        ByteBuffer in = ByteBuffer.wrap(body);
        ByteBuffer out = ByteBuffer.allocate(PIECE_BYTES);
        try (BodyTransform decoder = codings.newDecoder()) {
            for (boolean all = false; !all; out.clear()) {
                all = decoder.transform(in, out, phase);
                int fitting = Math.min(out.position(), maxBytes - decoded.size());
                decoded.write(out.array(), 0, fitting);
                if (fitting < out.position()) {
                    return Optional.of(
                            "cut off after " + maxBytes + " decoded bytes, the most that is recorded of a body");
                }
            }
        }
        return Optional.empty();
    }

    private static Charset charset(Fields fields) {
        Matcher named = CHARSET.matcher(fields.first("Content-Type").orElse(""));
        try {
            return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return StandardCharsets.UTF_8;
        }
    }

    /** Empty if it is no text. Of one that is cut off, the last character may be in pieces. */
    private static Optional<String> text(byte[] bytes, boolean isCut, Charset charset) {
        CharBuffer text = CharBuffer.allocate(
                (int) (bytes.length * (double) charset.newDecoder().maxCharsPerByte()) + 1);
        boolean isFaulty = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes), text, !isCut)
                .isError();
        text.flip();
        return isFaulty || text.chars().anyMatch(BodyText::isNoText) ? Optional.empty() : Optional.of(text.toString());
    }

    private static boolean isNoText(int c) {
        return c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f';
    }
}

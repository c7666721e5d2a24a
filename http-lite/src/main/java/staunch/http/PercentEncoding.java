package staunch.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/** Percent-encoding (RFC 3986 §2.1). */
final class PercentEncoding {
    private PercentEncoding() {}

    /**
     * A request's path as the path of a file: decoded once, as UTF-8.
     *
     * @return empty if it does not begin with a slash, is not decodable, or could mean something to a file system that it
     *     does not mean in a URI: a NUL, a backslash, an encoded slash, or {@code ..} as a segment
     */
    static Optional<String> decodePath(String path) {
        return decodeSegments(path)
                .filter(segments -> Stream.of(segments).allMatch(PercentEncoding::isFileName))
                .map(segments -> "/" + String.join("/", segments));
    }

    private static boolean isFileName(String segment) {
        return segment.indexOf('/') < 0 && segment.indexOf('\\') < 0 && !segment.equals("..");
    }

    /** The segments of a path that begins with a slash: one more than it has slashes behind the first. */
    static String[] segments(String path) {
        return path.substring(1).split("/", -1);
    }

    /**
     * The segments of a request's path, each decoded once, as UTF-8.
     *
     * @return empty if the path does not begin with a slash, is not decodable, or has a NUL in it
     */
    static Optional<String[]> decodeSegments(String path) {
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        String[] segments = segments(path);
        for (int i = 0; i < segments.length; i++) {
            Optional<String> decoded = decode(segments[i]);
            if (decoded.isEmpty()) {
                return Optional.empty();
            }
            segments[i] = decoded.get();
        }
        return Optional.of(segments);
    }

    private static Optional<String> decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return Optional.of(segment);
        }
        ByteBuffer bytes = ByteBuffer.allocate(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            int octet = segment.charAt(i);
            if (octet == '%') {
                octet = i + 2 < segment.length() ? hex(segment.charAt(i + 1), segment.charAt(i + 2)) : -1;
                i += 2;
            }
            if (octet <= 0) {
                return Optional.empty();
            }
            bytes.put((byte) octet);
        }
        return text(bytes.flip());
    }

    /** A name as one segment of a path: all but the unreserved characters of RFC 3986 §2.3 encoded, as UTF-8. */
    static String encodeSegment(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            boolean unreserved = octet > 0 && (Character.isLetterOrDigit(octet) || "-._~".indexOf(octet) >= 0);
            if (unreserved) {
                encoded.append((char) octet);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(octet >> 4 & 0xf, 16)))
                        .append(Character.toUpperCase(Character.forDigit(octet & 0xf, 16)));
            }
        }
        return encoded.toString();
    }

    /** The octet of two hexadecimal digits; -1 if they are none. */
    static int hex(char high, char low) {
        int first = Character.digit(high, 16);
        int second = Character.digit(low, 16);
        return first < 0 || second < 0 ? -1 : 16 * first + second;
    }

    private static Optional<String> text(ByteBuffer bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }
}

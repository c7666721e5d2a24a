package staunch.tls.pki;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import staunch.tls.pki.PkiException.Kind;

/**
 * Splits a PEM text (RFC 7468, with the headers of RFC 1421 §4.6) into its blocks. Lines outside of blocks are ignored.
 *
 * <pre>
 *            BEGIN x            blank or base64            END x
 *  outside ---------> headers -----------------> body ------------> outside
 *     ^  other line      |  "Name: value"          |  base64
 *     '--'               '--' (stays)              '--' (stays)
 * </pre>
 */
final class PemParser {
    /** Possessive: a label of thousands of hyphens would otherwise be thousands of stack frames. */
    private static final Pattern BOUNDARY = Pattern.compile("-----(BEGIN|END) ([^-]+(?:-[^-]+)*+)-----\\s*");

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*={0,2}");
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Path file;
    private final String[] lines;
    private int next;

    private PemParser(Path file, String text) {
        this.file = file;
        this.lines = text.split("\r\n|\n|\r", -1);
    }

    /**
     * Parses.
     *
     * @param file the origin, for messages only
     */
    static List<PemBlock> parse(Path file, byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            text = text.substring(1);
        }
        return new PemParser(file, text).blocks();
    }

    private List<PemBlock> blocks() {
        List<PemBlock> blocks = new ArrayList<>();
        while (next < lines.length) {
            Matcher boundary = BOUNDARY.matcher(lines[next++]);
            if (boundary.matches()) {
                if (boundary.group(1).equals("END")) {
                    throw malformed(next, "END " + boundary.group(2) + " without a BEGIN");
                }
                blocks.add(block(boundary.group(2), next));
            }
        }
        return blocks;
    }

    private PemBlock block(String label, int beginLine) {
        Map<String, String> headers = headers();
        ByteArrayOutputStream base64 = new ByteArrayOutputStream();
        while (next < lines.length) {
            String line = lines[next++].trim();
            Matcher boundary = BOUNDARY.matcher(line);
            if (boundary.matches()) {
                requireEndOf(label, boundary);
                return new PemBlock(label, headers, decode(base64.toByteArray(), label, beginLine), beginLine);
            }
            if (!BASE64.matcher(line).matches()) {
                throw malformed(next, "not base64");
            }
            base64.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
        }
        throw malformed(beginLine, "BEGIN " + label + " without its END; is the file cut off?");
    }

    private void requireEndOf(String label, Matcher boundary) {
        if (!boundary.group(1).equals("END") || !boundary.group(2).equals(label)) {
            throw malformed(next, "found " + boundary.group(1) + " " + boundary.group(2) + ", expected END " + label);
        }
    }

    /** Headers end at the first blank line; a line that starts with white space goes on with the one before. */
    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        while (next < lines.length && isHeader(lines[next])) {
            int colon = lines[next].indexOf(':');
            String name = lines[next].substring(0, colon).trim();
            headers.put(name, folded(lines[next++].substring(colon + 1)));
        }
        return headers;
    }

    private String folded(String begin) {
        StringBuilder value = new StringBuilder(begin.trim());
        while (next < lines.length && goesOn(lines[next])) {
            value.append(lines[next++].trim());
        }
        return value.toString();
    }

    private static boolean isHeader(String line) {
        return !line.isBlank() && !Character.isWhitespace(line.charAt(0)) && line.indexOf(':') > 0;
    }

    private static boolean goesOn(String line) {
        return !line.isBlank() && Character.isWhitespace(line.charAt(0));
    }

    private byte[] decode(byte[] base64, String label, int beginLine) {
        if (base64.length == 0) {
            throw malformed(beginLine, label + " is empty");
        }
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw malformed(beginLine, "the base64 of " + label + " is damaged or cut off");
        }
    }

    private PkiException malformed(int line, String problem) {
        return PkiException.of(
                Kind.MALFORMED, file, "line " + line + ": " + problem + "; get the file anew from where it came");
    }
}

package staunch.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Several pieces of a file in one body, {@code multipart/byteranges} (RFC 9110 §14.6). */
final class MultipartRanges {
    private MultipartRanges() {}

    /** The type of the whole. */
    static String contentType(String boundary) {
        return "multipart/byteranges; boundary=" + boundary;
    }

    /**
     * The parts, and the delimiter behind them.
     *
     * @param boundary what no part has in it
     * @param contentType that of the file
     */
    static List<FileBody.Piece> pieces(String boundary, String contentType, long sizeBytes, List<ByteRange> ranges) {
        List<FileBody.Piece> pieces = new ArrayList<>();
        for (ByteRange range : ranges) {
            String lead = (pieces.isEmpty() ? "" : "\r\n") + "--" + boundary + "\r\nContent-Type: " + contentType
                    + "\r\nContent-Range: " + range.in(sizeBytes) + "\r\n\r\n";
            pieces.add(new FileBody.Piece(bytes(lead), range.first(), range.length()));
        }
        pieces.add(new FileBody.Piece(bytes("\r\n--" + boundary + "--\r\n"), 0, 0));
        return pieces;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

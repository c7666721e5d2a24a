package staunch.bench;

import java.nio.ByteBuffer;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.http.codec.RequestEncoder;

/**
 * The request that is sent again and again: its head in bytes, made once, and the length of a body of zeros behind it.
 *
 * @param method GET, or POST for one with a body
 * @param head the bytes of the head
 * @param bodyBytes how long the body is
 */
@SuppressWarnings("ArrayRecordComponent") // made once and never compared
public record RequestText(Method method, byte[] head, long bodyBytes) {
    private static final int MAX_HEAD_BYTES = 16 << 10;

    /**
     * A GET.
     *
     * @param authority what Host says
     * @param target path and query
     * @throws IllegalArgumentException if either cannot be sent
     */
    public static RequestText get(String authority, String target) {
        ByteBuffer out = ByteBuffer.allocate(MAX_HEAD_BYTES);
        return of(Method.GET, out, new RequestEncoder().begin(out, Method.GET, target, authority, Fields.empty()), 0);
    }

    /** A POST with so many zeros; see {@link #get}. */
    public static RequestText post(String authority, String target, long bodyBytes) {
        ByteBuffer out = ByteBuffer.allocate(MAX_HEAD_BYTES);
        boolean fits = new RequestEncoder().beginLength(out, Method.POST, target, authority, Fields.empty(), bodyBytes);
        return of(Method.POST, out, fits, bodyBytes);
    }

    private static RequestText of(Method method, ByteBuffer out, boolean fits, long bodyBytes) {
        if (!fits) {
            throw new IllegalArgumentException("the URL is too long: at most " + MAX_HEAD_BYTES + " bytes of head");
        }
        byte[] head = new byte[out.flip().remaining()];
        out.get(head);
        return new RequestText(method, head, bodyBytes);
    }
}

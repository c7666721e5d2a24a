package staunch.http;

import java.nio.charset.StandardCharsets;
import staunch.http.codec.Fields;
import staunch.http.codec.ResponseHead;
import staunch.http.codec.Status;

/**
 * A response that has come whole.
 *
 * @param head status and fields
 * @param body the bytes of the body
 * @param trailers the fields behind a chunked body
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record WholeResponse(ResponseHead head, byte[] body, Fields trailers) {
    /** The status. */
    public Status status() {
        return head.status();
    }

    /** The body as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}

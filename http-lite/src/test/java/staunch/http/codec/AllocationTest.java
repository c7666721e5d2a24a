package staunch.http.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plain GET with a fixed answer, on a connection that is kept: nothing is allocated once the arrays are there. */
class AllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int REQUESTS = 20_000;
    /** What the measurement itself and the compiler's odd visit may cost, spread over all requests. */
    private static final long TOLERANCE_BYTES = 16_384;

    private static final byte[] REQUEST = Octets.bytes("GET /plaintext HTTP/1.1\r\nHost: localhost:8443\r\n"
            + "User-Agent: test/1.0\r\nAccept: text/plain\r\nConnection: keep-alive\r\n\r\n");
    private static final Fields FIELDS = Fields.of("Content-Type", "text/plain");
    private static final HttpDate DATE = HttpDate.of(784_111_777);

    private final RequestDecoder decoder = new RequestDecoder(HttpLimits.forRequests());
    private final ResponseEncoder encoder = new ResponseEncoder();
    private final ByteBuffer body = ByteBuffer.wrap(Octets.bytes("Hello, World!"));

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAllocateNothingForPlainGet(boolean direct) {
        ByteBuffer in = direct ? ByteBuffer.allocateDirect(REQUEST.length) : ByteBuffer.allocate(REQUEST.length);
        ByteBuffer out = direct ? ByteBuffer.allocateDirect(512) : ByteBuffer.allocate(512);
        in.put(REQUEST);
        serve(in, out, WARM_UP);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        int length = serve(in, out, REQUESTS);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < TOLERANCE_BYTES, () -> allocated + " bytes for " + REQUESTS + " requests");
        assertEquals(13 * REQUESTS, length);
    }

    private int serve(ByteBuffer in, ByteBuffer out, int requests) {
        int sent = 0;
        for (int i = 0; i < requests; i++) {
            in.flip();
            if (decoder.decode(in) != Step.HEAD || !decoder.isTarget("/plaintext")) {
                throw new AssertionError("not the request that was sent");
            }
            encoder.answer(decoder.method(), decoder.version(), decoder.keepAlive());
            encoder.begin(out.clear(), Status.OK, FIELDS, DATE, body.rewind().remaining());
            sent += encoder.body(out, body);
            encoder.end(out);
            sent += decoder.decode(in) == Step.END && decoder.target().length() == 10 ? 0 : 1;
        }
        return sent;
    }
}

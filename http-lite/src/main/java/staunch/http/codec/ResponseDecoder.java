package staunch.http.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads responses: for a client, and for a proxy's face towards the server. See {@link MessageDecoder} for how.
 *
 * <p>{@link #expect} must name the method of each request, because the end of its response depends on it. Interim
 * responses (1xx) are told as messages of their own; the expectation stays until the final one has come. Bytes to which
 * no request belongs are refused.
 */
public final class ResponseDecoder extends MessageDecoder {
    private final StatusLineParser line;
    private @Nullable Method expected;
    private int interimResponses;
    private Status status = Status.OK;
    private @Nullable ResponseHead head;

    /** A decoder at the beginning of a connection, which expects nothing yet. */
    public ResponseDecoder(HttpLimits limits) {
        this(limits, new Verdict());
    }

    private ResponseDecoder(HttpLimits limits, Verdict verdict) {
        this(limits, verdict, new StatusLineParser(limits, verdict));
    }

    private ResponseDecoder(HttpLimits limits, Verdict verdict, StatusLineParser line) {
        super(limits, verdict, line);
        this.line = line;
    }

    /**
     * Says that a request with this method has been, or is being, sent.
     *
     * @throws IllegalStateException if the response before is not over
     */
    public void expect(Method method) {
        if (expected != null || !isBetweenMessages()) {
            throw new IllegalStateException("the response before is not over: one request at a time");
        }
        expected = method;
        interimResponses = 0;
    }

    @Override
    boolean admitHead(ByteBuffer in) {
        if (in.hasRemaining() && expected == null) {
            verdict.bad("bytes to which no request belongs");
            return false;
        }
        return in.hasRemaining();
    }

    @Override
    Framing judgeHead() {
        head = null;
        status = Status.at(line.code(), index.bytes(), line.reasonStart(), line.reasonEnd());
        Method method = expected == null ? Method.GET : expected;
        if (status.isInterim()) {
            countInterim();
        } else {
            expected = null;
        }
        return rules.ofResponse(method, status, control);
    }

    private void countInterim() {
        interimResponses++;
        if (interimResponses > limits.maxInterimResponses()) {
            verdict.refuse(Rejection.overLimit(
                    Status.BAD_REQUEST,
                    "more interim responses than allowed",
                    "maxInterimResponses",
                    limits.maxInterimResponses()));
        }
    }

    @Override
    boolean judgeKeepAlive() {
        if (status.isInterim()) {
            return true;
        }
        return KeepAlive.persists(line.version(), control.close, control.keepAlive) && !isFramingDoubtful();
    }

    /** Both framings, or a coding that HTTP/1.0 does not know: readable, but not to be trusted with another response. */
    private boolean isFramingDoubtful() {
        return control.transferCoding != TransferCoding.ABSENT
                && (control.contentLength != ContentLength.ABSENT || line.version() == HttpVersion.HTTP_1_0);
    }

    @Override
    boolean isMessageDue() {
        return expected != null;
    }

    /** Whatever is wrong with a response is, to the client of a proxy, a bad gateway. */
    @Override
    Rejection describe(Rejection rejection) {
        return new Rejection(Status.BAD_GATEWAY, rejection.reason());
    }

    /** The status. */
    public Status status() {
        return status;
    }

    /** The version. */
    public HttpVersion version() {
        return line.version();
    }

    /** Whether a final response is still due: none has come, or only interim ones. */
    public boolean isResponseDue() {
        return expected != null;
    }

    /**
     * The current response as an object that may be kept.
     *
     * @throws IllegalStateException before the first HEAD, and after {@link #release}
     */
    public ResponseHead head() {
        if (index.length() == 0) {
            throw new IllegalStateException("there is no response head: decode() has not returned HEAD");
        }
        ResponseHead made = head;
        if (made == null) {
            made = new ResponseHead(version(), status, Fields.copyOf(index));
            head = made;
        }
        return made;
    }

    @Override
    public void release() {
        super.release();
        if (isBetweenMessages()) {
            head = null;
        }
    }
}

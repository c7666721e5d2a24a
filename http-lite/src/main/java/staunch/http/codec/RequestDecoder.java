package staunch.http.codec;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests: for a server, and for a proxy's face towards its client. See {@link MessageDecoder} for how.
 *
 * <p>From HEAD until the call of {@link #decode} that follows END, the accessors tell the request without an object being
 * made for it; {@link #head} makes one that may be kept.
 */
public final class RequestDecoder extends MessageDecoder {
    /** The one empty line that is tolerated before a request line (RFC 9112 §2.2). */
    private enum BlankLine {
        POSSIBLE,
        CR_SEEN,
        OVER
    }

    private final RequestLineParser line;
    private final RequestTarget requestTarget;
    private BlankLine blankLine = BlankLine.POSSIBLE;
    private Method method = Method.GET;
    private @Nullable String target;
    private @Nullable RequestHead head;
    private final RequestView view = new View();

    /** A decoder at the beginning of a connection. */
    public RequestDecoder(HttpLimits limits) {
        this(limits, new Verdict());
    }

    private RequestDecoder(HttpLimits limits, Verdict verdict) {
        this(limits, verdict, new RequestLineParser(limits, verdict));
    }

    private RequestDecoder(HttpLimits limits, Verdict verdict, RequestLineParser line) {
        super(limits, verdict, line);
        this.line = line;
        this.requestTarget = new RequestTarget(verdict);
    }

    @Override
    boolean admitHead(ByteBuffer in) {
        while (in.hasRemaining() && blankLine != BlankLine.OVER) {
            byte octet = in.get(in.position());
            if (blankLine == BlankLine.CR_SEEN && octet != Octets.LF) {
                verdict.bad("a CR without its LF");
                return false;
            }
            if (blankLine == BlankLine.POSSIBLE && octet != Octets.CR) {
                blankLine = BlankLine.OVER;
                return true;
            }
            blankLine = blankLine == BlankLine.POSSIBLE ? BlankLine.CR_SEEN : BlankLine.OVER;
            in.get();
        }
        return in.hasRemaining();
    }

    @Override
    Framing judgeHead() {
        blankLine = BlankLine.POSSIBLE;
        head = null;
        method = Method.at(index.bytes(), 0, line.methodEnd());
        requestTarget.read(method, index.bytes(), line.targetStart(), line.targetEnd());
        judgeHost();
        Framing framing = rules.ofRequest(line.version(), control);
        judgeExpect();
        return framing;
    }

    private void judgeHost() {
        if (control.hosts > 1) {
            verdict.bad("more than one Host");
        } else if (control.hosts == 0 && line.version() == HttpVersion.HTTP_1_1) {
            verdict.bad("no Host in an HTTP/1.1 request");
        } else if (control.hosts == 1 && !isHostValid()) {
            verdict.bad("a Host that is not one host and perhaps a port");
        }
    }

    private boolean isHostValid() {
        return Authority.isValid(index.bytes(), index.valueStart(control.host), index.valueEnd(control.host));
    }

    private void judgeExpect() {
        if (control.expectsOther && line.version() == HttpVersion.HTTP_1_1) {
            verdict.refuse(new Rejection(Status.EXPECTATION_FAILED, "an expectation other than 100-continue"));
        }
    }

    @Override
    boolean judgeKeepAlive() {
        return KeepAlive.persists(line.version(), control.close, control.keepAlive);
    }

    @Override
    boolean isMessageDue() {
        return false;
    }

    @Override
    Rejection describe(Rejection rejection) {
        return rejection;
    }

    /** The method. */
    public Method method() {
        return method;
    }

    /** The version. */
    public HttpVersion version() {
        return line.version();
    }

    /** The form of the target. */
    public TargetForm targetForm() {
        return requestTarget.form();
    }

    /** The request target as it came. The same string again if it equals the one before: nothing is allocated then. */
    public String target() {
        String known = target;
        if (known == null || !isTarget(known)) {
            known = Octets.text(index.bytes(), line.targetStart(), line.targetEnd());
            target = known;
        }
        return known;
    }

    /** Whether the request target is that text; allocates nothing. */
    public boolean isTarget(String text) {
        return Octets.equals(index.bytes(), line.targetStart(), line.targetEnd(), text);
    }

    /**
     * Host and perhaps port that the request is for: what the target says, else Host. Absent only in an HTTP/1.0 request
     * without Host.
     */
    public Optional<String> authority() {
        if (requestTarget.hasAuthority()) {
            return Optional.of(
                    Octets.text(index.bytes(), requestTarget.authorityStart(), requestTarget.authorityEnd()));
        }
        return control.hosts == 0 ? Optional.empty() : Optional.of(index.value(control.host));
    }

    /**
     * Whether the client waits for 100 before it sends the body. Never so on HTTP/1.0, and not without a body (RFC 9110
     * §10.1.1).
     */
    public boolean expectsContinue() {
        return control.expectsContinue && version() == HttpVersion.HTTP_1_1 && framing() != Framing.NONE;
    }

    /**
     * Whether the client asks for another protocol in a way that counts: {@code Upgrade}, named in {@code Connection}, and
     * not on HTTP/1.0 (RFC 9110 §7.8).
     */
    public boolean asksForUpgrade() {
        return control.upgrade && control.connectionUpgrade && version() == HttpVersion.HTTP_1_1;
    }

    /**
     * The current request as an object that may be kept.
     *
     * @throws IllegalStateException before the first HEAD, and after {@link #release}
     */
    public RequestHead head() {
        if (index.length() == 0) {
            throw new IllegalStateException("there is no request head: decode() has not returned HEAD");
        }
        RequestHead made = head;
        if (made == null) {
            made = new RequestHead(method, target(), targetForm(), version(), authority(), Fields.copyOf(index));
            head = made;
        }
        return made;
    }

    /** The current request as something to look at, which nothing is made for; good while the accessors are. */
    public RequestView view() {
        return view;
    }

    /** Whether it has taken nothing of another request: one that is new could go on in its place. */
    public boolean isAsNew() {
        return isBetweenMessages() && blankLine == BlankLine.POSSIBLE;
    }

    @Override
    public void release() {
        super.release();
        if (isBetweenMessages()) {
            target = null;
            head = null;
        }
    }

    private final class View implements RequestView {
        @Override
        public Method method() {
            return method;
        }

        @Override
        public String target() {
            return RequestDecoder.this.target();
        }

        @Override
        public boolean isTarget(String text) {
            return RequestDecoder.this.isTarget(text);
        }

        @Override
        public HttpVersion version() {
            return RequestDecoder.this.version();
        }

        @Override
        public Optional<String> authority() {
            return RequestDecoder.this.authority();
        }

        @Override
        public Optional<String> field(String name) {
            return RequestDecoder.this.field(name);
        }

        @Override
        public boolean hasField(String name) {
            return RequestDecoder.this.hasField(name);
        }
    }
}

package staunch.http.proxy;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import staunch.http.Origin;
import staunch.http.codec.Fields;
import staunch.http.codec.RequestHead;
import staunch.http.codec.Status;
import staunch.reactor.EventLoop;
import staunch.reactor.Security;

/**
 * One thing that passes the proxy, or was to: an exchange that it sees, or a tunnel that it does not see into.
 *
 * <pre>
 *   EXCHANGE   begin -> forwarded -> response -> end       each but the first and the last may be missing
 *   TUNNEL     begin -> end
 *   HANDSHAKE  begin -> end
 *   REFUSAL    begin -> response -> end
 * </pre>
 *
 * Changes on its loop only, and not any more once it has ended: from then on any thread may look at it. Times are in
 * nanoseconds since it began, by a fresh reading of the loop's clock: a turn of the loop may be long.
 */
public final class Flow {
    /** The most notes that are kept of one flow. */
    public static final int MAX_NOTES = 20;

    /** What it is. */
    public enum Kind {
        /** A request and its response, seen in the clear. */
        EXCHANGE,
        /** Bytes that pass as they are. */
        TUNNEL,
        /** A client that was to be intercepted and did not accept the proxy's certificate, or sent none of its own hello. */
        HANDSHAKE,
        /** What was said to the proxy and is nothing that it passes on: no HTTP, for no server, or without the password. */
        REFUSAL
    }

    private static final System.Logger LOG = System.getLogger(Flow.class.getName());
    private static final AtomicLong IDS = new AtomicLong();

    private final long id = IDS.incrementAndGet();
    private final Kind kind;
    private final EventLoop loop;
    private final FlowListener listener;
    private final Advice advice;
    private final InetSocketAddress client;
    private final Origin origin;
    private final long startedEpochMillis;
    private final long startedNanos;
    private final List<String> notes = new ArrayList<>();
    private Optional<Security> clientSecurity = Optional.empty();
    private Optional<Security> upstreamSecurity = Optional.empty();
    private @Nullable RequestHead request;
    private @Nullable ProxiedRequest forwarded;
    private @Nullable ProxiedResponse response;
    private Fields requestTrailers = Fields.empty();
    private Fields responseTrailers = Fields.empty();
    private Optional<InetSocketAddress> upstream = Optional.empty();
    private OptionalLong requestLength = OptionalLong.empty();
    private OptionalLong responseLength = OptionalLong.empty();
    private OptionalLong forwardedNanos = OptionalLong.empty();
    private OptionalLong responseNanos = OptionalLong.empty();
    private OptionalLong endNanos = OptionalLong.empty();
    private long requestBytes;
    private long responseBytes;
    private boolean whole;
    private @Nullable Throwable failure;
    private Optional<String> advised = Optional.empty();

    Flow(Kind kind, EventLoop loop, FlowListener listener, Advice advice, InetSocketAddress client, Origin origin) {
        this.kind = kind;
        this.loop = loop;
        this.listener = listener;
        this.advice = advice;
        this.client = client;
        this.origin = origin;
        this.startedEpochMillis = loop.epochMillis();
        this.startedNanos = loop.freshNanos();
    }

    // ---- what it is ----

    /** A number that no other flow of this process has; later ones have higher ones. */
    public long id() {
        return id;
    }

    /** What it is. */
    public Kind kind() {
        return kind;
    }

    /** Whose it is. */
    public InetSocketAddress client() {
        return client;
    }

    /** Where the client wants it to go; {@code http://staunch.proxy} if that is not known. */
    public Origin origin() {
        return origin;
    }

    /** When it began, in milliseconds since 1970-01-01T00:00Z. */
    public long startedEpochMillis() {
        return startedEpochMillis;
    }

    /** What TLS negotiated with the client; empty without TLS, and for a tunnel. */
    public Optional<Security> clientSecurity() {
        return clientSecurity;
    }

    /** What TLS negotiated with the server; empty without TLS, for a tunnel, and before there is a response. */
    public Optional<Security> upstreamSecurity() {
        return upstreamSecurity;
    }

    /** Whom the response came from; empty if another proxy was asked, for a tunnel, and before there is a response. */
    public Optional<InetSocketAddress> upstream() {
        return upstream;
    }

    // ---- the exchange ----

    /** The request's head as it came; empty for all but an exchange. */
    public Optional<RequestHead> request() {
        return Optional.ofNullable(request);
    }

    /** The request as it went on; empty if it did not. */
    public Optional<ProxiedRequest> forwarded() {
        return Optional.ofNullable(forwarded);
    }

    /** The response as the client sees it, the proxy's own too; empty before there is one, and for a tunnel. */
    public Optional<ProxiedResponse> response() {
        return Optional.ofNullable(response);
    }

    /** How long the request's body is to be, as it goes on; empty if only its end will tell, and before it goes on. */
    public OptionalLong requestLength() {
        return requestLength;
    }

    /** How long the response's body is to be; empty if only its end will tell, and before there is a response. */
    public OptionalLong responseLength() {
        return responseLength;
    }

    /** What stood behind the request's body. */
    public Fields requestTrailers() {
        return requestTrailers;
    }

    /** What stood behind the response's body. */
    public Fields responseTrailers() {
        return responseTrailers;
    }

    /** Whether it became a tunnel (101): what passes then are the bodies, as it is. */
    public boolean isSwitched() {
        return response != null && response.status().equals(Status.SWITCHING_PROTOCOLS);
    }

    /** How many bytes of the request's body went on, or from the client through the tunnel. */
    public long requestBytes() {
        return requestBytes;
    }

    /** How many bytes of the response's body went to the client, or through the tunnel. */
    public long responseBytes() {
        return responseBytes;
    }

    // ---- how it went ----

    /** How long ago it began, the time of an interceptor or a listener that blocks the loop included. On the loop. */
    public long elapsedNanos() {
        return loop.freshNanos() - startedNanos;
    }

    /** When the request went on, behind the interceptors. */
    public OptionalLong forwardedNanos() {
        return forwardedNanos;
    }

    /** When the response's head was there. */
    public OptionalLong responseNanos() {
        return responseNanos;
    }

    /** When it ended; empty as long as it has not. */
    public OptionalLong endNanos() {
        return endNanos;
    }

    /** Whether it came to its end: the response was sent whole, or both ends of the tunnel were closed in order. */
    public boolean isWhole() {
        return whole;
    }

    /** Why there was no response of the server's, or no whole one; empty if there was. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /** What a person should know besides: why it was not intercepted, which rule could not be applied. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    // ---- by the proxy ----

    /**
     * Adds a note, from an interceptor too, unless it is there; beyond {@link #MAX_NOTES} it is only told to the listener. On the
     * loop.
     */
    public void note(String note) {
        if (notes.contains(note)) {
            return;
        }
        if (notes.size() < MAX_NOTES) {
            notes.add(note);
        }
        listener.onNote(this, note);
    }

    private OptionalLong now() {
        return OptionalLong.of(elapsedNanos());
    }

    void begin(Optional<RequestHead> head, Optional<Security> withClient) {
        request = head.orElse(null);
        clientSecurity = withClient;
        listener.onBegin(this);
    }

    void forwarded(ProxiedRequest sent, OptionalLong length) {
        forwarded = sent;
        requestLength = length;
        forwardedNanos = now();
        listener.onForwarded(this);
    }

    /** The response is to come from there. */
    void reached(Optional<InetSocketAddress> server, Optional<Security> withServer) {
        upstream = server;
        upstreamSecurity = withServer;
    }

    void answered(ProxiedResponse sent, OptionalLong length) {
        response = sent;
        responseLength = length;
        responseNanos = now();
        listener.onResponse(this);
    }

    void requestBody(ByteBuffer bytes) {
        requestBytes += bytes.remaining();
        if (listener != FlowListener.NONE) {
            listener.onRequestBody(this, bytes.asReadOnlyBuffer());
        }
    }

    void responseBody(ByteBuffer bytes) {
        responseBytes += bytes.remaining();
        if (listener != FlowListener.NONE) {
            listener.onResponseBody(this, bytes.asReadOnlyBuffer());
        }
    }

    void requestTrailers(Fields fields) {
        requestTrailers = fields;
        listener.onRequestEnd(this);
    }

    void responseTrailers(Fields fields) {
        responseTrailers = fields;
        listener.onResponseEnd(this);
    }

    /** The first failure is the cause; what fails behind it is a consequence, and nothing counts once it has ended. */
    void failed(Throwable why) {
        if (failure == null && endNanos.isEmpty()) {
            failure = why;
            advised = adviceAbout(why);
            advised.ifPresent(this::note);
        }
    }

    /** An advice that fails is none: the client is to have its answer all the same. */
    private Optional<String> adviceAbout(Throwable why) {
        try {
            return Objects.requireNonNull(advice.about(this, why), "an advice is not null: Optional.empty() is none");
        } catch (RuntimeException broken) {
            LOG.log(System.Logger.Level.WARNING, "no advice on " + this, broken);
            return Optional.empty();
        }
    }

    /** What can be done about the failure; empty if nothing is known. */
    Optional<String> advice() {
        return advised;
    }

    void endTunnel(long upBytes, long downBytes, boolean isWhole) {
        requestBytes += upBytes;
        responseBytes += downBytes;
        end(isWhole);
    }

    void end(boolean isWhole) {
        if (endNanos.isEmpty()) {
            whole = isWhole;
            endNanos = now();
            listener.onEnd(this);
        }
    }

    /** What may be logged: no query and no field. */
    @Override
    public String toString() {
        RequestHead head = request;
        return "Flow[" + id + " " + kind + " " + (head == null ? origin : head.method() + " " + origin + head.path())
                + "]";
    }
}

package staunch.http.codec;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads messages, one behind the other, from whatever bytes have come. What requests and responses have in common is
 * here; what is theirs, in {@link RequestDecoder} and {@link ResponseDecoder}.
 *
 * <pre>
 *           ┌───────────────── persistent ─────────────────┐
 *           v                                              │
 *  ──────> HEAD ───whole───> BODY ───────whole───────────> END
 *           │                 │                            │
 *           └──> REJECTED ◄───┘                            └─ not persistent, or a tunnel ─> FINISHED
 * </pre>
 *
 * <p><b>Bytes.</b> {@link #decode} moves the buffer's position over what it has consumed. What it leaves must be shown
 * again, at the new position, in front of newer bytes; that is never more than {@link HttpLimits#neededLeftoverBytes},
 * unless the caller leaves body bytes untaken. The buffer may be heap or direct, and another one each time; the decoder
 * keeps no reference to it. Body bytes are never copied but to where the caller says.
 *
 * <p><b>Accessors</b> tell the current message: from HEAD on, until the call of {@link #decode} that follows END.
 *
 * <p><b>Threads.</b> None of its own and no lock: one thread at a time, in practice the connection's loop.
 */
public abstract sealed class MessageDecoder permits RequestDecoder, ResponseDecoder {
    private enum Phase {
        HEAD,
        BODY,
        END,
        FINISHED,
        REJECTED
    }

    final HttpLimits limits;
    final Verdict verdict;
    final FieldIndex index = new FieldIndex();
    final ControlFields control = new ControlFields();
    final FramingRules rules;

    private final HeadParser parser;
    private final BodyDecoder body;
    private Phase phase = Phase.HEAD;
    private boolean keepAlive = true;

    MessageDecoder(HttpLimits limits, Verdict verdict, StartLineParser startLine) {
        this.limits = limits;
        this.verdict = verdict;
        this.rules = new FramingRules(limits, verdict);
        this.body = new BodyDecoder(limits, verdict);
        this.parser = new HeadParser(limits, startLine, index, verdict);
    }

    /** Looks at what lies between messages; false if there is nothing yet to be parsed. May refuse. */
    abstract boolean admitHead(ByteBuffer in);

    /** Judges the head that has just been loaded, and says how its body is framed. May refuse. */
    abstract Framing judgeHead();

    /** Whether the connection outlives the message whose head has been judged. */
    abstract boolean judgeKeepAlive();

    /** Whether a message is due of which nothing has come. */
    abstract boolean isMessageDue();

    /** What is told of a refusal. */
    abstract Rejection describe(Rejection rejection);

    /**
     * Goes on with the bytes from the buffer's position to its limit, as far as the next thing worth telling.
     *
     * <p>Call it until it says NEED_MORE, FINISHED or REJECTED. It may be called with an empty buffer: a message without a
     * body ends without another byte. When a BODY was left untaken it says BODY again.
     */
    public final Step decode(ByteBuffer in) {
        return switch (phase) {
            case HEAD -> decodeHead(in);
            case BODY -> decodeBody(in);
            case END -> nextMessage(in);
            case FINISHED -> Step.FINISHED;
            case REJECTED -> Step.REJECTED;
        };
    }

    private Step nextMessage(ByteBuffer in) {
        parser.reset();
        phase = Phase.HEAD;
        return decodeHead(in);
    }

    private Step decodeHead(ByteBuffer in) {
        if (!parser.hasBegun() && !admitHead(in)) {
            return verdict.isRefused() ? reject() : Step.NEED_MORE;
        }
        Step step = parser.parse(in);
        return switch (step) {
            case HEAD -> beginMessage();
            case REJECTED -> reject();
            default -> step;
        };
    }

    private Step beginMessage() {
        control.read(index);
        Framing framing = judgeHead();
        if (verdict.isRefused()) {
            return reject();
        }
        body.begin(framing, control.contentLength);
        keepAlive = judgeKeepAlive();
        phase = Phase.BODY;
        return Step.HEAD;
    }

    private Step decodeBody(ByteBuffer in) {
        Step step = body.decode(in);
        return switch (step) {
            case END -> endMessage();
            case REJECTED -> reject();
            default -> step;
        };
    }

    private Step endMessage() {
        phase = keepAlive && body.framing() != Framing.TUNNEL ? Phase.END : Phase.FINISHED;
        return Step.END;
    }

    private Step reject() {
        phase = Phase.REJECTED;
        return Step.REJECTED;
    }

    /** How many body bytes lie at the buffer's position, after {@link Step#BODY}; 0 at any other time. */
    public final int bodyAvailable(ByteBuffer in) {
        return phase == Phase.BODY ? body.available(in) : 0;
    }

    /**
     * Says that the caller has itself taken that many of the body bytes that lay there, and moved the position over them.
     *
     * @throws IllegalArgumentException if it is negative, or more than the body has left
     */
    public final void bodyTaken(int bytes) {
        body.take(bytes);
    }

    /**
     * Whether the current message has no body byte, or none any more, that could be asked for; false for as long as a body
     * of unknown length may go on.
     */
    public final boolean bodyIsEmpty() {
        return body.isWhole();
    }

    /**
     * Takes as many body bytes as lie there and fit, copying them; returns how many.
     *
     * @param in the buffer as {@link #decode} left it
     * @param to where they go; its position moves
     */
    public final int takeBody(ByteBuffer in, ByteBuffer to) {
        int bytes = Math.min(bodyAvailable(in), to.remaining());
        int limit = in.limit();
        in.limit(in.position() + bytes);
        to.put(in);
        in.limit(limit);
        body.take(bytes);
        return bytes;
    }

    /**
     * Takes all body bytes that lie there, without copying: a slice of the buffer, good for as long as the buffer's content
     * is.
     */
    public final ByteBuffer sliceBody(ByteBuffer in) {
        int bytes = bodyAvailable(in);
        ByteBuffer slice = in.slice(in.position(), bytes);
        in.position(in.position() + bytes);
        body.take(bytes);
        return slice;
    }

    /** Takes all body bytes that lie there and forgets them; returns how many. */
    public final int skipBody(ByteBuffer in) {
        int bytes = bodyAvailable(in);
        in.position(in.position() + bytes);
        body.take(bytes);
        return bytes;
    }

    /**
     * Tells the decoder that no more bytes will come, all of them having been shown to it; says where that leaves it. A
     * body that lasts until the close is over with that.
     */
    public final StreamEnd endOfInput() {
        return switch (phase) {
            case HEAD -> parser.hasBegun() ? StreamEnd.INSIDE_HEAD : betweenMessages();
            case BODY -> endInBody();
            case END -> betweenMessages();
            case FINISHED -> StreamEnd.BETWEEN_MESSAGES;
            case REJECTED -> StreamEnd.AFTER_REJECTION;
        };
    }

    private StreamEnd betweenMessages() {
        return isMessageDue() ? StreamEnd.BEFORE_RESPONSE : StreamEnd.BETWEEN_MESSAGES;
    }

    private StreamEnd endInBody() {
        if (body.isWhole()) {
            return StreamEnd.BETWEEN_MESSAGES;
        }
        if (body.framing() != Framing.UNTIL_CLOSE) {
            return StreamEnd.INSIDE_BODY;
        }
        phase = Phase.FINISHED;
        return StreamEnd.COMPLETES_BODY;
    }

    /** Whether no message is being read: an idle connection, or one between two messages. */
    public final boolean isBetweenMessages() {
        return phase == Phase.END || (phase == Phase.HEAD && !parser.hasBegun());
    }

    /** Why the message was refused; present from {@link Step#REJECTED} on. */
    public final Optional<Rejection> rejection() {
        Rejection rejection = verdict.rejection();
        return rejection == null ? Optional.empty() : Optional.of(describe(rejection));
    }

    /** How the current message's body is delimited; from HEAD on. */
    public final Framing framing() {
        return body.framing();
    }

    /** How long the current message's body is, if its framing is {@link Framing#LENGTH}. */
    public final OptionalLong contentLength() {
        return body.framing() == Framing.LENGTH ? OptionalLong.of(control.contentLength) : OptionalLong.empty();
    }

    /** Whether the connection outlives the current message, as far as its sender is concerned; from HEAD on. */
    public final boolean keepAlive() {
        return keepAlive;
    }

    /** The value of the first field of that name in the current message, without making the whole head. */
    public final Optional<String> field(String name) {
        int i = index.find(name, 0);
        return i < 0 ? Optional.empty() : Optional.of(index.value(i));
    }

    /** Whether the current message has a field of that name; allocates nothing. */
    public final boolean hasField(String name) {
        return index.find(name, 0) >= 0;
    }

    /**
     * The trailers of a chunked message, from END on; empty for the others. They are never mixed with the fields, and those
     * that must not be trailers (RFC 9110 §6.5.1) have been dropped.
     */
    public final Fields trailers() {
        return body.trailers();
    }

    /** How many bytes the decoder holds in arrays that {@link #release} would give back. */
    public final int retainedBytes() {
        return index.retainedBytes();
    }

    /**
     * Gives back the arrays kept for the next head, so that an idle connection holds none. Does nothing while a message is
     * being read. The accessors of the message before are no longer good.
     */
    public void release() {
        if (isBetweenMessages()) {
            index.release();
            body.release();
        }
    }
}

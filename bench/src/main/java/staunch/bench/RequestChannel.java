package staunch.bench;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Status;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/** A {@link RequestConnection} from one connecting to the end of that. Used on its loop. */
final class RequestChannel implements ChannelHandler {
    /** A request on its way. */
    private record Sent(Piece piece, long sentNanos) {}

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

    private final RequestConnection connection;
    private final RequestText text;
    private final ByteBuffer head;
    private final ByteBuffer zeros = ZEROS.duplicate();
    private final ResponseReader responses;
    private final ArrayDeque<Sent> sent = new ArrayDeque<>();
    private ErrorKind.Stage stage = ErrorKind.Stage.CONNECTING;
    private long connectedNanos;
    private long bodyLeftBytes;
    private boolean last;
    /** Whether the server said that it would answer no more: then it has not seen what was sent behind that. */
    private boolean announced;

    private @Nullable Channel channel;

    RequestChannel(RequestConnection connection, Requests requests) {
        this.connection = connection;
        this.text = requests.text();
        this.head = ByteBuffer.wrap(text.head());
        this.responses = new ResponseReader(text.method(), this::answered);
    }

    /** The connection, or tunnel, stands. */
    void connected() {
        stage = ErrorKind.Stage.HANDSHAKING;
        Piece piece = connection.beneficiary();
        connectedNanos = piece == null ? 0 : piece.nowNanos();
    }

    boolean takesRequests() {
        return channel != null && !last;
    }

    void close() {
        last = true;
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void onOpen(Channel opened) {
        channel = opened;
        stage = ErrorKind.Stage.OPEN;
        Piece piece = connection.beneficiary();
        if (piece != null) {
            opened.security().ifPresent(security -> {
                piece.record(Metric.HANDSHAKE, piece.nowNanos() - connectedNanos);
                piece.handshake(security, security.resumed());
            });
        }
        connection.opened(this);
    }

    // ---- requests ----

    void send(Piece piece) {
        sent.add(new Sent(piece, piece.nowNanos()));
        responses.requested();
        write(head.rewind());
        bodyLeftBytes = text.bodyBytes();
        sendBody();
    }

    private int write(ByteBuffer source) {
        return channel == null ? 0 : channel.write(source);
    }

    private void sendBody() {
        int taken = 1;
        while (bodyLeftBytes > 0 && taken > 0 && channel != null && channel.isWritable()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), bodyLeftBytes));
            taken = write(zeros);
            bodyLeftBytes -= taken;
        }
    }

    @Override
    public void onWritable(Channel writable) {
        sendBody();
    }

    // ---- responses ----

    private void answered(Status status, long bodyBytes, boolean keepAlive) {
        Sent answered = sent.remove();
        Piece piece = answered.piece();
        piece.record(Metric.RESPONSE, piece.nowNanos() - answered.sentNanos());
        if (!status.isSuccess()) {
            piece.fail("status " + status.code());
        } else if (isBodyLeft()) {
            piece.fail(ErrorKind.ANSWERED_EARLY);
        } else {
            piece.transferred(bodyBytes + text.bodyBytes());
            piece.succeed();
        }
        if (!keepAlive || bodyLeftBytes > 0) {
            announced = !keepAlive;
            close();
        }
        connection.answered(piece);
    }

    /** Whether some of the request has not come as far as the socket: then nobody can have read it. */
    private boolean isBodyLeft() {
        return bodyLeftBytes > 0 || (text.bodyBytes() > 0 && channel != null && channel.pendingOutputBytes() > 0);
    }

    @Override
    public void onRead(Channel readable, ByteBuffer in) {
        if (!responses.read(in)) {
            sent.forEach(request -> request.piece().fail("malformed response"));
            last = true;
            readable.abort();
        }
    }

    @Override
    public void onInputEnd(Channel ended, InputEnd end) {
        responses.inputEnded(end);
        close();
    }

    @Override
    public void onClosed(Channel closed, CloseCause cause) {
        channel = null;
        while (!sent.isEmpty()) {
            Piece piece = sent.remove().piece();
            if (announced && text.bodyBytes() == 0) {
                connection.sendAgain(piece);
            } else {
                piece.fail(ErrorKind.of(cause, stage));
                connection.answered(piece);
            }
        }
        connection.closed(cause, stage);
    }
}

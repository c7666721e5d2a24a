package staunch.bench;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Status;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.Layer;
import staunch.reactor.Security;
import staunch.reactor.Timer;

/**
 * One connection for the sake of its handshake.
 *
 * <pre>
 *                 the connection, or tunnel, stands      the handshake is done
 *   CONNECTING ─────────────────────────────&gt; HANDSHAKING ────────────────────&gt; OPEN ──┐
 *                                                                 request, response ◄──┤
 *                                    our end; the server's tickets, its end, closed ◄──┘
 * </pre>
 *
 * Behind a handshake that brings a session home only our direction ends at first: in TLS 1.3 the tickets come behind the
 * handshake (RFC 8446 §4.6.1), and would be discarded by a channel that closes. Used on the connection's loop.
 */
final class HandshakeAttempt implements ChannelHandler {
    /** How long a server may take to send its tickets and to close, once we have ended. */
    static final long TICKETS_MILLIS = 2_000;

    private final Piece piece;
    private final Sessions.@Nullable Seat seat;
    private final boolean resumes;
    private final Optional<RequestText> request;
    private ErrorKind.Stage stage = ErrorKind.Stage.CONNECTING;
    private long connectedNanos;
    private boolean inputEnded;
    private @Nullable ResponseReader reader;
    private @Nullable Timer tickets;

    /**
     * @param seat whose session to resume, or where to bring one home; null for a handshake that leaves none
     * @param resumes whether it shall be a resumed one
     */
    HandshakeAttempt(Piece piece, Sessions.@Nullable Seat seat, boolean resumes, Optional<RequestText> request) {
        this.piece = piece;
        this.seat = seat;
        this.resumes = resumes;
        this.request = request;
    }

    /** The handler for the connection, or tunnel, in which TLS is spoken. */
    ChannelHandler below(Layer tls) {
        return new Connected(tls.over(this), this::connected);
    }

    private void connected() {
        stage = ErrorKind.Stage.HANDSHAKING;
        connectedNanos = piece.nowNanos();
    }

    @Override
    public void onOpen(Channel channel) {
        stage = ErrorKind.Stage.OPEN;
        Security security = channel.security().orElseThrow();
        piece.samples().record(Metric.HANDSHAKE, piece.nowNanos() - connectedNanos);
        piece.samples().handshake(security, resumes);
        if (request.isPresent()) {
            send(channel, request.get());
        } else {
            piece.succeed();
            finish(channel);
        }
    }

    // ---- one request ----

    private void send(Channel channel, RequestText text) {
        ResponseReader responses = new ResponseReader(
                text.method(), (status, bodyBytes, keepAlive) -> answered(channel, status, bodyBytes));
        reader = responses;
        responses.requested();
        channel.write(ByteBuffer.wrap(text.head()));
    }

    private void answered(Channel channel, Status status, long bodyBytes) {
        if (status.isSuccess()) {
            piece.samples().transferred(bodyBytes);
            piece.succeed();
        } else {
            piece.fail("status " + status.code());
        }
        finish(channel);
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        if (reader == null) {
            in.position(in.limit());
        } else if (!reader.read(in)) {
            piece.fail("malformed response");
            channel.close();
        }
    }

    // ---- the end ----

    private void finish(Channel channel) {
        if (seat == null || inputEnded) {
            channel.close();
            return;
        }
        Timer timer = channel.loop().timer(channel::close);
        tickets = timer;
        timer.schedule(TimeUnit.MILLISECONDS.toNanos(TICKETS_MILLIS));
        channel.shutdownOutput();
    }

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {
        inputEnded = true;
        if (reader != null) {
            reader.inputEnded(end);
        }
        channel.close();
    }

    @Override
    public void onClosed(Channel channel, CloseCause cause) {
        if (tickets != null) {
            tickets.cancel();
        }
        piece.fail(ErrorKind.of(cause, stage));
        if (seat != null) {
            seat.leave(stage == ErrorKind.Stage.OPEN);
        }
        piece.release();
    }
}

package staunch.bench;

import java.nio.ByteBuffer;
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
 *            the server's tickets and our end, in the order of a TicketWait; its end, closed ◄──┘
 * </pre>
 *
 * Behind a handshake that brings a session home not all ends at once: in TLS 1.3 the tickets come behind the handshake (RFC
 * 8446 §4.6.1), and would be discarded by a channel that closes. The same goes for one that may still be refused: what the
 * server thinks of a certificate, or of there being none, it says there. Used on the connection's loop.
 */
final class HandshakeAttempt implements ChannelHandler {
    /** How long a server may take to send its tickets and to close, once we have ended. */
    static final long TICKETS_MILLIS = 2_000;

    /** When a connection whose ticket is wanted ends. */
    enum TicketWait {
        /** Our direction ends first: the server sends its tickets and ends its own, which tells that all have come. */
        UNTIL_THE_END,
        /** When anything has come: for engines that read nothing more once their own direction has ended. */
        UNTIL_ANYTHING_COMES
    }

    private final HandshakeWork work;
    private final Piece piece;
    private final Sessions.@Nullable Seat seat;
    private final boolean resumes;
    /** The channel that is closed when a ticket has come. */
    private @Nullable Channel awaitingTicket;

    private ErrorKind.Stage stage = ErrorKind.Stage.CONNECTING;
    private long connectedNanos;
    private long openNanos;
    private boolean inputEnded;
    /** Whether all was done that was to be; an alert that still comes says that it was not. */
    private boolean isDone;

    /** Whether the server has still to say whether it accepts us; that it goes on tells it too. */
    private boolean awaitsVerdict;

    private @Nullable ResponseReader reader;
    private @Nullable Timer tickets;

    /**
     * @param seat whose session to resume, or where to bring one home; null for a handshake that leaves none
     * @param resumes whether it shall be a resumed one
     */
    HandshakeAttempt(HandshakeWork work, Piece piece, Sessions.@Nullable Seat seat, boolean resumes) {
        this.work = work;
        this.piece = piece;
        this.seat = seat;
        this.resumes = resumes;
    }

    /** The handler for the connection, or tunnel, in which TLS is spoken. */
    ChannelHandler below(Layer tls) {
        ChannelHandler secure = tls.over(this);
        return work.ticketWait() == TicketWait.UNTIL_THE_END ? secure : new Below(secure, this);
    }

    /** The connection, or tunnel, stands. */
    void connected() {
        stage = ErrorKind.Stage.HANDSHAKING;
        connectedNanos = piece.nowNanos();
    }

    @Override
    public void onOpen(Channel channel) {
        stage = ErrorKind.Stage.OPEN;
        Security security = channel.security().orElseThrow();
        piece.record(Metric.HANDSHAKE, piece.nowNanos() - connectedNanos);
        piece.handshake(security, resumes);
        if (work.request().isPresent()) {
            send(channel, work.request().get());
        } else {
            openNanos = piece.nowNanos();
            isDone = true;
            awaitsVerdict = isJudgedLater(security);
            finish(channel);
        }
    }

    /**
     * Whether the server may still refuse us: what it thinks of a certificate, or of there being none, comes in TLS 1.3 behind
     * the handshake, as an alert or as data (RFC 8446 §4.4.2.4).
     */
    private boolean isJudgedLater(Security security) {
        return security.protocol().equals("TLSv1.3")
                && !security.resumed()
                && (!security.localCertificates().isEmpty() || work.awaitsVerdict());
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
            piece.transferred(bodyBytes);
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
        if (inputEnded || (seat == null && !awaitsVerdict)) {
            channel.close();
            return;
        }
        Timer timer = channel.loop().timer(() -> nothingCame(channel));
        tickets = timer;
        timer.schedule(TimeUnit.MILLISECONDS.toNanos(TICKETS_MILLIS));
        if (comesLater(channel)) {
            awaitingTicket = channel;
        } else {
            channel.shutdownOutput();
        }
    }

    private void nothingCame(Channel channel) {
        if (awaitsVerdict) {
            piece.unconfirmed();
        }
        channel.close();
    }

    /** Whether a ticket comes that would not be read behind our end: in TLS 1.2, and before an answer, it has come. */
    private boolean comesLater(Channel channel) {
        return work.ticketWait() == TicketWait.UNTIL_ANYTHING_COMES
                && reader == null
                && channel.security().orElseThrow().protocol().equals("TLSv1.3");
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
        boolean isRefused = ErrorKind.isAlert(cause);
        // A reset can take the alert with it that was sent before.
        boolean mayBeRefused = awaitsVerdict && cause.kind() == CloseCause.Kind.RESET;
        if (isDone && (isRefused || mayBeRefused)) {
            work.notAccepted();
        }
        if (mayBeRefused) {
            piece.unconfirmed();
        }
        if (isDone && !isRefused) {
            piece.succeed(openNanos);
        }
        piece.fail(ErrorKind.of(cause, stage));
        if (seat != null) {
            seat.leave(stage == ErrorKind.Stage.OPEN && !isRefused);
        }
        piece.release();
    }

    /**
     * The channel below TLS, which alone sees that something has come that is no data.
     *
     * @param secure TLS itself
     */
    private record Below(ChannelHandler secure, HandshakeAttempt attempt) implements ChannelHandler {
        @Override
        public void onOpen(Channel lower) {
            secure.onOpen(lower);
        }

        @Override
        public void onRead(Channel lower, ByteBuffer in) {
            Channel awaiting = attempt.awaitingTicket;
            secure.onRead(lower, in);
            if (awaiting != null) {
                awaiting.close();
            }
        }

        @Override
        public void onInputEnd(Channel lower, InputEnd end) {
            secure.onInputEnd(lower, end);
        }

        @Override
        public void onWritable(Channel lower) {
            secure.onWritable(lower);
        }

        @Override
        public void onShutdown(Channel lower) {
            secure.onShutdown(lower);
        }

        @Override
        public void onClosed(Channel lower, CloseCause cause) {
            secure.onClosed(lower, cause);
        }
    }
}

package staunch.bench;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import staunch.reactor.EventLoop;
import staunch.reactor.Layer;
import staunch.tls.TlsVersion;

/**
 * Handshakes, each on a connection of its own, full or resumed as the {@link ResumeMix} says, and perhaps with one request.
 * If any shall resume it begins by collecting sessions, by full handshakes that are counted apart.
 *
 * <p>In TLS 1.3 a client is done before its server is, which may refuse it then for want of a certificate. To wait for that each
 * time would be another load; so one handshake waits before all others of its loop, if that is wanted, and these do too if it was
 * refused.
 */
final class HandshakeWork implements Work {
    /** How many of the handshakes that bring the first sessions go on at once on a loop. */
    static final int MAX_COLLECTING = 16;

    /** The provider whose engines read on in TLS 1.3 when their own direction has ended. */
    private static final String READS_BEHIND_ITS_END = "SunJSSE";

    private final EventLoop loop;
    private final Route route;
    private final Sessions sessions;
    private final ResumeMix mix;
    private final Optional<RequestText> request;
    private final HandshakeAttempt.TicketWait ticketWait;
    private final boolean looksForRefusal;
    private int collecting;
    private boolean preparing = true;
    private boolean accepted = true;
    private boolean over;

    HandshakeWork(EventLoop loop, Route route, Sessions sessions, Handshakes handshakes) {
        this.loop = loop;
        this.route = route;
        this.sessions = sessions;
        this.mix = new ResumeMix(handshakes.resumeShare());
        this.request = handshakes.request();
        this.ticketWait = handshakes.options().provider().equals(READS_BEHIND_ITS_END)
                ? HandshakeAttempt.TicketWait.UNTIL_THE_END
                : HandshakeAttempt.TicketWait.UNTIL_ANYTHING_COMES;
        this.looksForRefusal = handshakes.looksForRefusal()
                && request.isEmpty()
                && handshakes.options().versions().contains(TlsVersion.TLS_1_3);
    }

    // ---- what its attempts ask and tell ----

    /** What is asked behind each handshake. */
    Optional<RequestText> request() {
        return request;
    }

    /** For a handshake in TLS 1.3 without a request, whose ticket, or verdict, is wanted. */
    HandshakeAttempt.TicketWait ticketWait() {
        return ticketWait;
    }

    /** Whether also those without a certificate wait for what the server thinks of them. */
    boolean awaitsVerdict() {
        return preparing ? looksForRefusal : !accepted;
    }

    /** One was done, and then refused, or cut so that nobody knows: if it is one of those before all others, these wait too. */
    void notAccepted() {
        accepted &= !preparing;
    }

    // ---- before all others ----

    @Override
    public void prepare(Driver driver, Runnable ready) {
        Runnable prepared = () -> {
            preparing = false;
            ready.run();
        };
        if (sessions.hasCold()) {
            for (int i = 0; i < MAX_COLLECTING && sessions.hasCold(); i++) {
                collect(driver, prepared);
            }
        } else if (looksForRefusal) {
            connect(driver.preparation(prepared), null, false, sessions.full());
        } else {
            prepared.run();
        }
    }

    /** Fills one seat after the other; who cannot be had now is tried again when it is needed. */
    private void collect(Driver driver, Runnable ready) {
        collecting++;
        Sessions.Seat seat = sessions.takeCold();
        Piece piece = driver.preparation(() -> {
            collecting--;
            if (sessions.hasCold() && !over && seat.isWarm()) {
                collect(driver, ready);
            } else if (collecting == 0) {
                ready.run();
            }
        });
        connect(piece, seat, false, seat.layer());
    }

    // ---- the handshakes ----

    @Override
    public void begin(Piece piece) {
        if (!mix.nextResumes()) {
            connect(piece, null, false, sessions.full());
        } else if (sessions.hasWarm()) {
            Sessions.Seat seat = sessions.takeWarm();
            connect(piece, seat, true, seat.layer());
        } else if (sessions.hasCold()) {
            Sessions.Seat seat = sessions.takeCold();
            connect(piece, seat, true, seat.layer());
        } else {
            connect(piece, null, true, sessions.full());
        }
    }

    private void connect(Piece piece, Sessions.@Nullable Seat seat, boolean resumes, Layer tls) {
        HandshakeAttempt attempt = new HandshakeAttempt(this, piece, seat, resumes);
        route.connect(loop, attempt.below(tls), attempt::connected);
    }

    @Override
    public void end() {
        over = true;
    }
}

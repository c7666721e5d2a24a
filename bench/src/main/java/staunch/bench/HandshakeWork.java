package staunch.bench;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import staunch.reactor.EventLoop;
import staunch.reactor.Layer;

/**
 * Handshakes, each on a connection of its own, full or resumed as the {@link ResumeMix} says, and perhaps with one request.
 * If any shall resume it begins by collecting sessions, by full handshakes that are counted apart.
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
    private int collecting;
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
    }

    // ---- the first sessions ----

    @Override
    public void prepare(Driver driver, Runnable ready) {
        if (!sessions.hasCold()) {
            ready.run();
        }
        for (int i = 0; i < MAX_COLLECTING && sessions.hasCold(); i++) {
            collect(driver, ready);
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
        HandshakeAttempt attempt = new HandshakeAttempt(piece, seat, resumes, request, ticketWait);
        route.connect(loop, attempt.below(tls));
    }

    @Override
    public void end() {
        over = true;
    }
}

package staunch.bench;

import java.util.ArrayDeque;
import staunch.reactor.Layer;
import staunch.tls.TlsClient;

/**
 * The sessions of one loop's handshakes with one server. A client finds its session under host and port; here each seat has
 * a port of its own beyond those that there are, so that it resumes its own session and nobody else's, and a handshake that
 * shall be full gets one that was never used.
 *
 * <pre>
 *              begins            full or resumed, brings a session home
 *   COLD ───────────────&gt; TAKEN ──────────────────────────────────────&gt; WARM ──begins──&gt; TAKEN
 *    ^                      │
 *    └──────── fails ───────┘
 * </pre>
 *
 * A session of TLS 1.3 is good for one connection, so a seat is warm only after a connection that brought another one.
 */
final class Sessions {
    private static final int PORTS = 1 << 16;
    /** How many ports beyond those that there are an {@code int} holds. */
    private static final int MAX_SEATS = Integer.MAX_VALUE / PORTS - 1;

    /** Whose sessions one after the other are resumed. */
    final class Seat {
        private final Layer layer;
        private boolean isWarm;

        private Seat(Layer layer) {
            this.layer = layer;
        }

        Layer layer() {
            return layer;
        }

        /** The connection is over; whether it brought a session home. */
        void leave(boolean bringsSession) {
            isWarm = bringsSession;
            (isWarm ? warm : cold).push(this);
        }

        boolean isWarm() {
            return isWarm;
        }
    }

    private final ArrayDeque<Seat> warm = new ArrayDeque<>();
    private final ArrayDeque<Seat> cold = new ArrayDeque<>();
    private final TlsClient full;
    private final String host;
    private final int port;
    private int fresh;

    /**
     * @param full a client for full handshakes, which need not remember more than one session
     * @param resuming a client that remembers as many sessions as there are seats
     */
    Sessions(TlsClient full, TlsClient resuming, String host, int port, int seats) {
        if (seats > MAX_SEATS) {
            throw new IllegalArgumentException(
                    "a loop keeps at most " + MAX_SEATS + " sessions for resumption, not " + seats);
        }
        this.full = full;
        this.host = host;
        this.port = port;
        for (int i = 1; i <= seats; i++) {
            cold.add(new Seat(resuming.to(host, port + i * PORTS)));
        }
    }

    /** For a full handshake: no session is remembered under this port, or no longer. */
    Layer full() {
        return full.to(host, port + (1 + fresh++ % MAX_SEATS) * PORTS);
    }

    boolean hasWarm() {
        return !warm.isEmpty();
    }

    boolean hasCold() {
        return !cold.isEmpty();
    }

    /** A seat with a session to resume; the one that waited longest, in case the server forgets. */
    Seat takeWarm() {
        return warm.removeLast();
    }

    Seat takeCold() {
        return cold.remove();
    }
}

package staunch.tls;

import java.util.LinkedHashSet;
import staunch.reactor.EventLoop;
import staunch.reactor.ListedOnce;
import staunch.reactor.LoopLocal;

/**
 * The handshakes that a loop has in flight as a server: so many at once, since each holds keys, transcripts and messages
 * of its own. The others wait for a place in the order in which they came, and hold what their peer has sent and no more.
 * They are at most as many as the loop has connections. Used on the loop's thread.
 *
 * <pre>
 *   enter --a place is free--&gt; IN_FLIGHT --leave--&gt; LEFT
 *     '---------------------&gt; WAITING ----leave------^
 *                                '--another leaves--&gt; IN_FLIGHT
 * </pre>
 */
final class HandshakePlaces {
    /** The bound of clients, who begin what they want themselves: they do not wait, and nobody waits for them. */
    static final int UNBOUNDED = Integer.MAX_VALUE;

    private static final LoopLocal<HandshakePlaces> OF_LOOP = new LoopLocal<>(HandshakePlaces::new);

    private final LinkedHashSet<Place> waiting = new LinkedHashSet<>();
    private final ListedOnce serve;
    private int inFlight;

    private HandshakePlaces(EventLoop loop) {
        serve = new ListedOnce(loop::ready, this::serve);
    }

    static HandshakePlaces of(EventLoop loop) {
        return loop.local(OF_LOOP);
    }

    int inFlight() {
        return inFlight;
    }

    int waiting() {
        return waiting.size();
    }

    /**
     * The place of one handshake, to be entered.
     *
     * @param maxInFlight the bound as this one sees it, or {@link #UNBOUNDED}
     * @param begin begins the handshake, from {@link Place#enter} or, later, from the loop's ready list
     */
    Place place(int maxInFlight, Runnable begin) {
        return new Place(maxInFlight, begin);
    }

    private void serve() {
        while (!waiting.isEmpty()) {
            Place first = waiting.iterator().next();
            if (inFlight >= first.maxInFlight) {
                return;
            }
            waiting.remove(first);
            first.begin();
        }
    }

    /** The place of one handshake. */
    final class Place {
        private enum State {
            WAITING,
            IN_FLIGHT,
            LEFT
        }

        private final int maxInFlight;
        private final Runnable begin;
        private State state = State.WAITING;

        private Place(int maxInFlight, Runnable begin) {
            this.maxInFlight = maxInFlight;
            this.begin = begin;
        }

        /** Begins if there is a place, or waits for one. Once. */
        void enter() {
            if (maxInFlight == UNBOUNDED) {
                begin.run();
            } else if (waiting.isEmpty() && inFlight < maxInFlight) {
                begin();
            } else {
                waiting.add(this);
            }
        }

        private void begin() {
            state = State.IN_FLIGHT;
            inFlight++;
            begin.run();
        }

        /** The handshake is done, has failed, or is not wanted any more. A second call does nothing. */
        void leave() {
            switch (state) {
                case WAITING -> waiting.remove(this);
                case IN_FLIGHT -> inFlight--;
                case LEFT -> {}
            }
            state = State.LEFT;
            if (!waiting.isEmpty()) {
                serve.list();
            }
        }
    }
}

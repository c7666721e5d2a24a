package staunch.bench;

import staunch.reactor.EventLoop;
import staunch.reactor.TimeSource;
import staunch.reactor.Timer;

/**
 * Has one loop do its share of the work, as its {@link Pacer} says.
 *
 * <pre>
 *   PREPARING ──ready──&gt; WARMING_UP ──time is over, all is done──&gt; MEASURING ──same──&gt; OVER
 *       │                                                                           ^
 *       └──────────────────────── stop, or all of it fails ─────────────────────────┘
 * </pre>
 *
 * Used on the loop's thread.
 */
final class Driver {
    /** How many pieces are begun in one turn, so that those that go on have theirs. */
    static final int MAX_STARTS_PER_TURN = 64;
    /**
     * After so many failures without one success, and twice as many as go on at once, nothing more is begun: a closed port or a
     * wrong authority does not mend by itself, and would be hammered as fast as it refuses.
     */
    static final int MAX_FAILURES_WITHOUT_SUCCESS = 1_000;

    /** What a load hears of its drivers, on their loops. */
    interface Listener {
        /** Measuring begins when this returns: what it takes is nobody's. */
        void measuring(Driver driver);

        /** All is done, or was stopped. */
        void over(Driver driver, long nowNanos);
    }

    private enum Phase {
        PREPARING,
        WARMING_UP,
        MEASURING,
        OVER
    }

    private final EventLoop loop;
    private final Plan plan;
    private final TimeSource time;
    private final Work work;
    private final Samples before;
    private final Samples measured;
    private final Listener listener;
    private final Timer nextEvent;
    private Phase phase = Phase.PREPARING;
    private Pacer pacer;
    private boolean listed;
    private boolean anyDone;
    private int failures;

    Driver(EventLoop loop, Plan plan, TimeSource time, Work work, Samples before, Samples measured, Listener listener) {
        this.loop = loop;
        this.plan = plan;
        this.time = time;
        this.work = work;
        this.before = before;
        this.measured = measured;
        this.listener = listener;
        this.nextEvent = loop.timer(this::pump);
        this.pacer = new Pacer(plan, time.nanoTime());
    }

    EventLoop loop() {
        return loop;
    }

    /** By the clock itself, not as of the beginning of the turn: a handshake's computing happens within turns. */
    long nowNanos() {
        return time.nanoTime();
    }

    /** Whether nothing more is begun or counted. */
    boolean isOver() {
        return phase == Phase.OVER;
    }

    /** Whether it ended before its time because all that it did failed. */
    boolean isHopeless() {
        return !anyDone && failures >= Math.max(MAX_FAILURES_WITHOUT_SUCCESS, 2 * plan.places());
    }

    void begin() {
        work.prepare(this, this::prepared);
    }

    private void prepared() {
        if (phase != Phase.PREPARING) {
            return;
        }
        if (plan.warmUpNanos() == 0) {
            measure();
            return;
        }
        phase = Phase.WARMING_UP;
        Plan warmUp = new Plan(plan.ratePerSecond(), plan.places(), Plan.UNBOUNDED, plan.warmUpNanos(), 0);
        pacer = new Pacer(warmUp, nowNanos());
        pump();
    }

    private void measure() {
        phase = Phase.MEASURING;
        listener.measuring(this);
        pacer = new Pacer(plan, nowNanos());
        pump();
    }

    /** Begins nothing more; what goes on is given up by whoever ends the loop. */
    void stop() {
        if (phase == Phase.MEASURING) {
            measured.neverStarted(pacer.neverStarted(nowNanos()));
        }
        finish();
    }

    /** A piece of work that belongs to getting ready, and is counted with what was before measuring. */
    Piece preparation(Runnable whenReleased) {
        before.began(0);
        return new Piece(this, before, nowNanos(), piece -> whenReleased.run());
    }

    /** A piece has given its place back. */
    private void released(Piece piece) {
        pacer.done();
        anyDone |= piece.isDone();
        failures += anyDone ? 0 : 1;
        if (isHopeless()) {
            pacer.stop();
        }
        list();
    }

    private void list() {
        if (!listed) {
            listed = true;
            loop.ready(() -> {
                listed = false;
                pump();
            });
        }
    }

    private void pump() {
        if (phase == Phase.PREPARING || phase == Phase.OVER) {
            return;
        }
        for (int i = 0; pacer.mayStart(nowNanos()); i++) {
            if (i == MAX_STARTS_PER_TURN) {
                list();
                return;
            }
            start();
        }
        long now = nowNanos();
        if (!pacer.isOver(now)) {
            long untilNext = pacer.untilNextEventNanos(now);
            if (untilNext > 0) {
                nextEvent.schedule(now + untilNext - loop.nowNanos());
            }
        } else if (pacer.goingOn() == 0) {
            phaseIsOver();
        }
    }

    private void start() {
        long now = nowNanos();
        long due = pacer.start(now);
        Samples samples = phase == Phase.MEASURING ? measured : before;
        samples.began(now - due);
        work.begin(new Piece(this, samples, due, this::released));
    }

    private void phaseIsOver() {
        if (phase == Phase.WARMING_UP && !isHopeless()) {
            measure();
            return;
        }
        stop();
    }

    private void finish() {
        if (phase != Phase.OVER) {
            phase = Phase.OVER;
            nextEvent.cancel();
            work.end();
            listener.over(this, nowNanos());
        }
    }
}

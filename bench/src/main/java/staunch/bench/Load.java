package staunch.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import staunch.reactor.EventLoop;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.reactor.SocketNetwork;
import staunch.reactor.TimeSource;

/**
 * A run: work on all loops of a reactor, by a {@link Plan}. Begun, stopped and read by any one thread.
 *
 * <p>Whoever begins it calls {@link #tick} now and then, so that there are times by interval, and {@link #result} in the end.
 */
public final class Load {
    private final Plan plan;
    private final Asked asked;
    private final Meter meter;
    private final TimeSource time;
    private final List<Driver> drivers = new ArrayList<>();
    private final Samples before = new Samples();
    private final Samples measured = new Samples();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Span span = new Span();
    private volatile boolean stopped;

    private Load(Plan plan, Asked asked, Meter meter, TimeSource time) {
        this.plan = plan;
        this.asked = asked;
        this.meter = meter;
        this.time = time;
    }

    /**
     * A running reactor for loads: what is due by a schedule begins when it is due, and not up to a millisecond later, which would
     * be more than most servers need. It reports no stalls.
     */
    public static Reactor startReactor(int loops) throws IOException {
        return Reactor.start(ReactorOptions.DEFAULT
                .withLoops(loops)
                .on(new SocketNetwork().withPreciseTimers(), TimeSource.SYSTEM)
                .withStallReportMillis(0));
    }

    /** Begins to make handshakes. */
    public static Load ofHandshakes(Setting setting, Route route, Handshakes handshakes) {
        int loops = setting.reactor().loops().size();
        return begin(
                setting,
                Asked.of(handshakes.options()).resuming(handshakes.resumeShare()),
                loop -> new HandshakeWork(loop, route, handshakes.sessionsOfOneOf(loops), handshakes));
    }

    /** Begins to make requests. */
    public static Load ofRequests(Setting setting, Route route, Requests requests) {
        Plan plan = setting.plan();
        if (plan.places() % (requests.depth() * setting.reactor().loops().size()) != 0) {
            throw new IllegalArgumentException("each loop needs the same number of connections");
        }
        int places = plan.places() / setting.reactor().loops().size();
        return begin(setting, requests.asked(), loop -> new RequestWork(loop, route, requests, places));
    }

    /**
     * Begins to open connections, which stay open until the reactor is closed; {@code held} counts those that are. One that
     * ends before is an error of its own kind, also after the load has {@link #ended}.
     */
    public static Load ofIdleConnections(Setting setting, Route route, Supplier<Layer> layers, AtomicLong held) {
        return begin(setting, Asked.ANYTHING, loop -> new IdleWork(loop, route, layers, held));
    }

    /** How many of idle connections were open once and ended. */
    public static long notKept(Counts counts) {
        return counts.errors().entrySet().stream()
                .filter(error -> error.getKey().startsWith(IdleWork.NOT_KEPT))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static Load begin(Setting setting, Asked asked, Function<EventLoop, Work> works) {
        Plan plan = setting.plan();
        Reactor reactor = setting.reactor();
        Load load = new Load(plan, asked, setting.meter(), setting.time());
        int loops = reactor.loops().size();
        for (int i = 0; i < loops; i++) {
            EventLoop loop = reactor.loops().get(i);
            load.drivers.add(new Driver(
                    loop,
                    plan.share(i, loops),
                    setting.time(),
                    works.apply(loop),
                    load.before,
                    load.measured,
                    load.span));
        }
        load.drivers.forEach(driver -> driver.loop().execute(driver::begin));
        return load;
    }

    /** Completes, on a loop, when all is done or it was stopped. */
    public CompletionStage<Void> ended() {
        return ended.minimalCompletionStage();
    }

    /** Ends it before its time; what goes on is given up. */
    public void stop() {
        stopped = true;
        drivers.forEach(driver -> driver.loop().execute(driver::stop));
    }

    /** What was asked for. */
    public Plan plan() {
        return plan;
    }

    /** Which handshakes were asked for. */
    public Asked asked() {
        return asked;
    }

    // ---- what is seen of it ----

    /** The key of the server's certificate, as the first handshake showed it. */
    public Optional<ServerKey> serverKey() {
        return before.serverKey().or(measured::serverKey);
    }

    /** What has happened so far, with the times since the last call. */
    public Interval tick() {
        Map<Metric, Histogram> since = measured.sinceLast();
        if (!plan.isOpen()) {
            since.remove(Metric.START_LAG);
        }
        return new Interval(since, measured.counts(), before.counts(), span.measuredNanos());
    }

    /** What came of it; call it when it has {@link #ended}. */
    public Result result() {
        measured.sinceLast();
        Map<Metric, Histogram> times = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            boolean applies = plan.isOpen() || metric != Metric.START_LAG;
            if (applies && measured.times(metric).getTotalCount() > 0) {
                times.put(metric, measured.times(metric));
            }
        }
        return new Result(
                plan,
                span.seconds(),
                measured.counts(),
                before.counts(),
                times,
                span.use(),
                asked,
                measured.unconfirmedCount(),
                ending());
    }

    private Result.Ending ending() {
        if (stopped) {
            return Result.Ending.INTERRUPTED;
        }
        return span.isHopeless() ? Result.Ending.HOPELESS : Result.Ending.BY_PLAN;
    }

    /** All times so far, as of the last {@link #tick}. */
    Histogram times(Metric metric) {
        return measured.times(metric);
    }

    /** From the first driver that measures to the last, and what the client used meanwhile. */
    private final class Span implements Driver.Listener {
        private final Map<Driver, Long> busyAtBegin = new HashMap<>();
        private long beginNanos;
        private long endNanos;
        private long cpuAtBegin;
        private long cpuNanos;
        private long busiestLoopNanos;
        private double stolenShare;
        private Meter.@Nullable MachineTime machineAtBegin;
        private int over;
        private boolean hopeless;

        @Override
        public synchronized void measuring(Driver driver) {
            if (machineAtBegin == null) {
                meter.threadBusyNanos(); // for nothing: whatever is looked at first takes tens of milliseconds
                machineAtBegin = meter.machineTime();
                cpuAtBegin = meter.processCpuNanos();
                beginNanos = time.nanoTime();
            }
            busyAtBegin.put(driver, meter.threadBusyNanos());
        }

        @Override
        public void over(Driver driver, long nowNanos) {
            if (isLast(driver, nowNanos)) {
                ended.complete(null);
            }
        }

        private synchronized boolean isLast(Driver driver, long nowNanos) {
            Long atBegin = busyAtBegin.get(driver);
            if (atBegin != null && machineAtBegin != null) {
                busiestLoopNanos = Math.max(busiestLoopNanos, meter.threadBusyNanos() - atBegin);
                cpuNanos = meter.processCpuNanos() - cpuAtBegin;
                stolenShare = meter.machineTime().stolenShareSince(machineAtBegin);
                endNanos = nowNanos;
            }
            hopeless |= driver.isHopeless();
            return ++over == drivers.size();
        }

        synchronized long measuredNanos() {
            return machineAtBegin == null ? 0 : Math.max(1, time.nanoTime() - beginNanos);
        }

        synchronized boolean isHopeless() {
            return hopeless;
        }

        synchronized double seconds() {
            return (endNanos - beginNanos) / 1e9;
        }

        synchronized ClientUse use() {
            return new ClientUse(
                    cpuNanos, busiestLoopNanos, Runtime.getRuntime().availableProcessors(), stolenShare);
        }
    }
}

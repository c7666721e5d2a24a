package staunch.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.HttpHandler;
import staunch.http.HttpServer;
import staunch.http.HttpServerListener;
import staunch.http.HttpServerOptions;
import staunch.http.Response;
import staunch.http.codec.Status;
import staunch.reactor.EventLoop;
import staunch.reactor.Layer;
import staunch.reactor.Timer;
import staunch.reactor.sim.FaultProfile;
import staunch.tls.TlsClient;
import staunch.tls.TlsVersion;

/** Requests on connections that are kept, in a simulated world. */
class RequestLoadTest {
    private static final Response OK = Response.of(Status.OK, "text/plain", "ok");
    private static final FaultProfile MILLISECOND =
            FaultProfile.NONE.withDelays(Duration.ofMillis(1), Duration.ofMillis(1));

    private final AtomicInteger served = new AtomicInteger();

    private HttpHandler counting() {
        return HttpHandler.answering(request -> {
            served.incrementAndGet();
            return OK;
        });
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 8, 1", "8, 1, 1", "4, 16, 1", "6, 5, 3"})
    void shouldSendEachRequestOnceAndReadEachAnswer(int connections, int depth, int loops) {
        try (LoadWorld world = new LoadWorld(MILLISECOND, loops)) {
            HttpServer server = world.serve(Layer.NONE, counting());
            Load load = Load.ofRequests(
                    world.setting(LoadWorld.closed(connections * depth, 500)),
                    world.route(),
                    LoadWorld.plainRequests(depth));
            Result result = world.run(load);
            assertEquals(Map.of(), result.counts().errors());
            assertEquals(500, result.counts().done());
            assertEquals(1_000, result.counts().bytes());
            assertEquals(500, served.get());
            assertEquals(connections, result.before().done(), "connections made");
            world.simulation.runFor(Duration.ofSeconds(1));
            assertEquals(0, server.openConnections(), "and closed");
        }
    }

    /** A server that says "Connection: close" has not seen what was sent behind it: those are sent again. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void shouldConnectAnewWhenTheServerCloses(int depth) {
        try (LoadWorld world = new LoadWorld(MILLISECOND, 1)) {
            world.serve(Layer.NONE, counting(), HttpServerOptions.DEFAULT.withMaxRequestsPerConnection(10));
            Result result = world.run(Load.ofRequests(
                    world.setting(LoadWorld.closed(2 * depth, 200)), world.route(), LoadWorld.plainRequests(depth)));
            assertEquals(Map.of(), result.counts().errors());
            assertEquals(200, result.counts().done());
            assertEquals(200, served.get());
        }
    }

    @Test
    void shouldCountBadAnswersAndGoOn() {
        try (LoadWorld world = new LoadWorld(MILLISECOND, 1)) {
            world.serve(
                    Layer.NONE,
                    exchange -> {
                        if (served.incrementAndGet() % 10 == 0) {
                            throw new IllegalStateException("on purpose");
                        }
                        exchange.respond(OK);
                    },
                    HttpServerOptions.DEFAULT.withListener(new HttpServerListener() {}));
            Result result = world.run(Load.ofRequests(
                    world.setting(LoadWorld.closed(2, 100)), world.route(), LoadWorld.plainRequests(1)));
            assertEquals(90, result.counts().done());
            assertEquals(Map.of("status 500", 10L), result.counts().errors());
        }
    }

    @Test
    void shouldCountWhatItCouldNotConnectTo() {
        try (LoadWorld world = new LoadWorld()) {
            Result result = world.run(
                    Load.ofRequests(world.setting(LoadWorld.closed(2, 10)), world.route(), LoadWorld.plainRequests(1)));
            assertEquals(Map.of("refused", 2L), result.before().errors());
            assertEquals(Map.of("refused", 10L), result.counts().errors());
        }
    }

    @Test
    void shouldTransferInBothDirections() {
        try (LoadWorld world = new LoadWorld()) {
            world.serve(LoadWorld.server(TlsVersion.TLS_1_3), BenchServer.handlerWithUploads(), BenchServer.options());
            TlsClient client = TlsClient.trusting(LoadWorld.Keys.TRUST, LoadWorld.tls(TlsVersion.TLS_1_3));
            Layer tls = client.to(LoadWorld.HOST, LoadWorld.PORT);
            long size = 12_000_000;
            for (RequestText text : new RequestText[] {
                RequestText.get(LoadWorld.HOST, "/bytes/" + size), RequestText.post(LoadWorld.HOST, "/plaintext", size)
            }) {
                Result result = world.run(Load.ofRequests(
                        world.setting(LoadWorld.closed(2, 6)), world.route(), new Requests(text, 1, () -> tls)));
                assertEquals(Map.of(), result.counts().errors());
                long answer = text.bodyBytes() == 0 ? 0 : "Hello, World!".length();
                assertEquals(6 * (size + answer), result.counts().bytes());
            }
        }
    }

    /** A server that takes no uploads and says yes all the same: nothing was transferred, however much was to be. */
    @Test
    void shouldNotCountAnUploadThatWasAnsweredBeforeItWasSent() {
        try (LoadWorld world = new LoadWorld(MILLISECOND, 1)) {
            world.serve(Layer.NONE, BenchServer.handler(), BenchServer.options());
            RequestText text = RequestText.post(LoadWorld.HOST, "/plaintext", 64 << 20);
            Result result = world.run(Load.ofRequests(
                    world.setting(LoadWorld.closed(2, 6)), world.route(), new Requests(text, 1, () -> Layer.NONE)));
            assertEquals(0, result.counts().done());
            assertEquals(0, result.counts().bytes());
            assertEquals(Map.of(ErrorKind.ANSWERED_EARLY, 6L), result.counts().errors());
        }
    }

    /** What we break off ourselves is no failure of the server's. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void shouldGiveUpWhatIsInFlightWhenItIsStopped(int depth) {
        try (LoadWorld world = new LoadWorld(MILLISECOND, 1)) {
            world.serve(Layer.NONE, exchange -> {
                Timer timer = world.servers.loops().get(0).timer(() -> exchange.respond(OK));
                timer.schedule(TimeUnit.SECONDS.toNanos(1));
            });
            Plan plan = new Plan(0, 2 * depth, Plan.UNBOUNDED, TimeUnit.HOURS.toNanos(1), 0);
            Load load = Load.ofRequests(world.setting(plan), world.route(), LoadWorld.plainRequests(depth));
            world.simulation.runFor(Duration.ofMillis(500));
            load.stop();
            world.run(load);
            world.simulation.runFor(Duration.ofSeconds(3));
            Counts counts = load.result().counts();
            assertEquals(Map.of(), counts.errors());
            assertEquals(0, counts.done());
            assertEquals(2 * depth, counts.inFlight());
        }
    }

    /** A closed port: it is not hammered for an hour, neither while it warms up nor when there is nothing to warm. */
    @ParameterizedTest
    @ValueSource(longs = {0, 3_600})
    void shouldEndEarlyWhenNothingButFailuresCome(long warmUpSeconds) {
        try (LoadWorld world = new LoadWorld(MILLISECOND, 2)) {
            long hour = TimeUnit.HOURS.toNanos(1);
            Plan plan = new Plan(0, 8, Plan.UNBOUNDED, hour, TimeUnit.SECONDS.toNanos(warmUpSeconds));
            Result result = world.run(Load.ofRequests(world.setting(plan), world.route(), LoadWorld.plainRequests(1)));
            assertEquals(Result.Ending.HOPELESS, result.ending());
            Counts counts = warmUpSeconds == 0 ? result.counts() : result.before();
            long connecting = warmUpSeconds == 0 ? 0 : 8;
            assertEquals(2 * Driver.MAX_FAILURES_WITHOUT_SUCCESS + connecting, counts.failed(), 2 * 3);
            assertEquals(0, counts.inFlight());
            assertTrue(Verdict.on(result).reasons().get(0).contains(" × refused"));
        }
    }

    /** A server that has once answered may be away for a while: that is counted, and the run goes on. */
    @Test
    void shouldGoOnThroughFailuresWhenThereWasASuccess() {
        try (LoadWorld world = new LoadWorld(MILLISECOND, 1)) {
            world.serve(
                    Layer.NONE,
                    HttpHandler.answering(request ->
                            served.incrementAndGet() == 1 ? OK : Response.of(Status.NOT_FOUND, "text/plain", "gone")));
            long count = 2L * Driver.MAX_FAILURES_WITHOUT_SUCCESS;
            Result result = world.run(Load.ofRequests(
                    world.setting(LoadWorld.closed(2, count)), world.route(), LoadWorld.plainRequests(1)));
            assertEquals(Result.Ending.BY_PLAN, result.ending());
            assertEquals(count - 1, result.counts().failed());
        }
    }

    @Test
    void shouldHoldIdleConnections() {
        try (LoadWorld world = new LoadWorld(MILLISECOND, 1)) {
            HttpServer server = world.serve(Layer.NONE, counting());
            AtomicLong held = new AtomicLong();
            Result result = world.run(Load.ofIdleConnections(
                    world.setting(LoadWorld.closed(16, 300)), world.route(), () -> Layer.NONE, held));
            assertEquals(300, result.counts().done());
            assertEquals(300, held.get());
            world.simulation.runFor(Duration.ofSeconds(1));
            assertEquals(300, server.openConnections());
            world.simulation.runFor(Duration.ofMillis(HttpServerOptions.DEFAULT.idleTimeoutMillis()));
            assertEquals(0, held.get(), "the server's idle time is over");
        }
    }

    // ---- a server that stalls ----

    /** Answers in 10 ms, but for one second of every ten, in which it does nothing. */
    private static HttpHandler stalling(LoadWorld world) {
        long serviceNanos = TimeUnit.MILLISECONDS.toNanos(10);
        long periodNanos = TimeUnit.SECONDS.toNanos(10);
        long stallNanos = TimeUnit.SECONDS.toNanos(9);
        return exchange -> {
            EventLoop loop = world.servers.loops().get(0);
            long inPeriod = Math.floorMod(world.simulation.time().elapsedNanos(), periodNanos);
            long stall = inPeriod < stallNanos ? 0 : periodNanos - inPeriod;
            Timer timer = loop.timer(() -> exchange.respond(OK));
            timer.schedule(stall + serviceNanos);
        };
    }

    private static double millis(Result result, Metric metric, double percentile) {
        Histogram times = result.times().get(metric);
        return times.getValueAtPercentile(percentile) / 1e6;
    }

    /**
     * A request in ten comes while the server stalls. Who asks by a schedule sees that; who waits for an answer before asking
     * again meets each stall once, and hardly sees it: the omission that is coordinated with the server.
     */
    @Test
    void shouldShowAStallInAnOpenLoopAndNotInAClosedOne() {
        try (LoadWorld world = new LoadWorld(MILLISECOND, 1)) {
            world.serve(Layer.NONE, stalling(world));
            Plan open = LoadWorld.open(100, 200, 60);
            Result bySchedule =
                    world.run(Load.ofRequests(world.setting(open), world.route(), LoadWorld.plainRequests(1)));
            Plan closed = new Plan(0, 1, Plan.UNBOUNDED, TimeUnit.SECONDS.toNanos(60), 0);
            Result inTurn =
                    world.run(Load.ofRequests(world.setting(closed), world.route(), LoadWorld.plainRequests(1)));

            assertEquals(6_000, bySchedule.counts().done(), 1);
            assertEquals(0, bySchedule.counts().neverStarted());
            assertTrue(millis(bySchedule, Metric.TOTAL, 95) > 450, "half of the stall in the 95th percentile");
            assertTrue(millis(bySchedule, Metric.TOTAL, 99) > 850, "most of it in the 99th");
            assertTrue(millis(inTurn, Metric.TOTAL, 99) < 20, "nothing of it");
            assertTrue(millis(inTurn, Metric.TOTAL, 100) > 900, "but in the maximum");
        }
    }

    /** For the first time it takes tens of milliseconds, as many classes come with it. */
    @Test
    void shouldBeginTheScheduleWhenItHasLookedAtItsClientAndTheMachine() {
        try (LoadWorld world = new LoadWorld()) {
            world.serve(Layer.NONE, BenchServer.handler());
            Meter slow = new StillMeter() {
                @Override
                public MachineTime machineTime() {
                    world.simulation.time().advance(Duration.ofMillis(30));
                    return super.machineTime();
                }
            };
            Setting setting = new Setting(world.clients, LoadWorld.open(1_000, 16, 1), world.simulation.time(), slow);
            Result result = world.run(Load.ofRequests(setting, world.route(), LoadWorld.plainRequests(1)));
            assertEquals(1_000, result.counts().done());
            assertTrue(result.times().get(Metric.START_LAG).getMaxValue() < 2_000_000);
            assertEquals(1, result.seconds(), 0.01);
        }
    }

    /** Too few places: what is due waits for one, its time runs from when it was due, and what is never begun is counted. */
    @Test
    void shouldCountFromWhenAPieceWasDueAndSayWhatWasNeverStarted() {
        try (LoadWorld world = new LoadWorld(MILLISECOND, 1)) {
            world.serve(Layer.NONE, stalling(world));
            Plan open = LoadWorld.open(100, 1, 9);
            Result result = world.run(Load.ofRequests(world.setting(open), world.route(), LoadWorld.plainRequests(1)));
            assertTrue(millis(result, Metric.RESPONSE, 99) < 20, "each was answered fast");
            assertTrue(millis(result, Metric.TOTAL, 99) > 1_000, "and long after it was due");
            assertTrue(result.counts().neverStarted() > 100);
            assertEquals(900, result.counts().done() + result.counts().neverStarted(), 1);
            assertEquals(
                    2,
                    Verdict.on(result).reasons().size(),
                    () -> Verdict.on(result).toString());
        }
    }
}

package staunch.bench.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import staunch.bench.Handshakes;
import staunch.bench.Load;
import staunch.bench.Meter;
import staunch.bench.Metric;
import staunch.bench.Percentiles;
import staunch.bench.Plan;
import staunch.bench.RequestText;
import staunch.bench.Requests;
import staunch.bench.Result;
import staunch.bench.Route;
import staunch.bench.Setting;
import staunch.bench.SystemMeter;
import staunch.bench.Terms;
import staunch.bench.Verdict;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.TimeSource;
import staunch.tls.TlsClient;
import staunch.tls.TlsOptions;
import staunch.tls.TlsVersion;
import staunch.tls.pki.TrustAnchors;

/** The client that all servers have: one loop, a fresh one for each scenario. */
final class Probe {
    /** A measurement while the host, or other processes, had more of the machine's time is repeated. */
    static final double MAX_STOLEN_SHARE = 0.02;
    /** How often. */
    static final int MAX_REPEATS = 2;

    private static final String HOST = "localhost";
    private static final String BULK_TARGET = "/bytes/" + (1 << 20);
    private static final String SMALL_TARGET = "/plaintext";
    private static final int OPENING_AT_ONCE = 64;
    private static final int FLOOD = 16;
    private static final int STEADY_PER_SECOND = 2_000;
    private static final long CONNECT_TIMEOUT_MILLIS = 10_000;
    /** How much longer than it should a scenario may take. */
    private static final long PATIENCE_SECONDS = 20;

    /** Mostly handshakes, of which there are fewest in a second. */
    private static final List<Scenario> WARM_UP = List.of(
            Scenario.FULL,
            Scenario.FULL,
            Scenario.RESUMED,
            Scenario.REQUESTS_256,
            Scenario.BULK,
            Scenario.FULL,
            Scenario.REQUESTS_16,
            Scenario.FULL);

    /** How long a server has to see that connections have ended, before its memory is looked at. */
    private static final long CLOSING_SECONDS = 1;

    private static final double PER_CENT = 100;

    /**
     * BoringSSL, because it costs less than what most servers spend on the same handshake, so that the client is seldom the
     * limit.
     */
    static final String PROVIDER = "Conscrypt";

    private static final String GROUP = "x25519";
    /**
     * The curve of the certificate, which BCJSSE wants to see among the client's groups before it shows one. The client has no
     * key share for it, so that nobody takes it for the key agreement.
     */
    private static final String CURVE = "secp256r1";
    /** What all negotiate, or nothing is compared. */
    static final Terms NEGOTIATED = new Terms("TLSv1.3", "TLS_AES_128_GCM_SHA256", Optional.of(GROUP));

    private static final TlsOptions OPTIONS = TlsOptions.DEFAULT
            .withProvider(PROVIDER)
            .withVersions(TlsVersion.TLS_1_3)
            .withNamedGroups(GROUP, CURVE);

    /** How long a scenario is done before it is measured, and how long then. */
    private record Times(double settlingSeconds, double measuringSeconds) {}

    private final TrustAnchors trust;

    Probe(TrustAnchors trust) {
        this.trust = trust;
    }

    // ---- a turn ----

    /** All that is measured in a turn, but memory. */
    List<Measurement> measure(Turn turn, ServerProcess server, Pace pace) throws IOException, InterruptedException {
        Times times = new Times(pace.settlingSeconds(), pace.measuringSeconds());
        List<Measurement> all = new ArrayList<>();
        double capacity = 0;
        for (Scenario scenario : pace.scenarios()) {
            if (scenario.kind() == Scenario.Kind.IDLE) {
                continue;
            }
            Measurement measurement = repeated(turn, scenario, server, times, capacity);
            all.add(measurement);
            if (scenario == Scenario.REQUESTS_256) {
                capacity = measurement.rate();
            }
        }
        return all;
    }

    private Measurement repeated(Turn turn, Scenario scenario, ServerProcess server, Times times, double capacity)
            throws IOException, InterruptedException {
        if (scenario.kind() == Scenario.Kind.SHARE_OF_CAPACITY && capacity == 0) {
            return Measurement.refused(turn, scenario, "what it can do with 256 connections is not known");
        }
        for (int repeats = 0; ; repeats++) {
            System.gc(); // or what earlier scenarios left would be collected, for long, while somebody is measured
            try (Run run = new Run(server, times)) {
                Result result = run.measured(scenario, capacity);
                double stolen = result.client().stolenShare();
                if (stolen <= MAX_STOLEN_SHARE || repeats == MAX_REPEATS) {
                    return measurement(turn, scenario, result, run.meter.used(), stolen);
                }
            } catch (TimeoutException late) {
                return Measurement.refused(turn, scenario, server.excuse());
            }
        }
    }

    private static Measurement measurement(Turn turn, Scenario scenario, Result result, ServerCpu used, double stolen) {
        Verdict whole = Verdict.on(result);
        // In a flood the client has its hands full; that it kept to its schedule is among what is checked all the same.
        boolean isOfTheClient = scenario.figure() == Figure.LATENCY && scenario != Scenario.FLOODED;
        Verdict decisive = isOfTheClient ? whole : Verdict.onCost(result);
        List<String> remarks = new ArrayList<>(whole.reasons());
        remarks.removeAll(decisive.reasons());
        List<String> refusals = new ArrayList<>(decisive.reasons());
        Stream.of(result.before(), result.counts()) // connections that are kept are made before
                .flatMap(counts -> counts.negotiated().keySet().stream())
                .distinct()
                .filter(other -> !other.equals(NEGOTIATED))
                .forEach(other -> refusals.add("it negotiated " + other + ", not " + NEGOTIATED));
        if (stolen > MAX_STOLEN_SHARE) {
            remarks.add(
                    Numbers.number(PER_CENT * stolen) + " % of the machine's time was the host's or other processes'");
        }
        Histogram times = result.times().getOrDefault(Metric.TOTAL, new Histogram(1));
        if (scenario.figure() == Figure.LATENCY && !Percentiles.has(times.getTotalCount(), 99)) {
            refusals.add(times.getTotalCount() + " samples are too few for a 99th percentile");
        }
        return new Measurement(
                turn,
                scenario,
                result.seconds(),
                result.counts().done(),
                result.counts().bytes(),
                used.userNanos(),
                used.systemNanos(),
                nanos(times, 50),
                nanos(times, 99),
                String.join("; ", remarks),
                String.join("; ", refusals));
    }

    /** 0 if there are too few samples. */
    private static long nanos(Histogram times, double percentile) {
        return Percentiles.has(times.getTotalCount(), percentile) ? times.getValueAtPercentile(percentile) : 0;
    }

    /** Has the server do a bit of everything, so that what it will do is compiled. */
    void warmUp(ServerProcess server, double seconds) throws IOException, InterruptedException {
        Times times = new Times(0, seconds / WARM_UP.size());
        for (Scenario scenario : WARM_UP) {
            try (Run run = new Run(server, times)) {
                run.measured(scenario, 0);
            } catch (TimeoutException late) {
                // It is said when it is measured.
                assert late != null;
            }
        }
    }

    /** By how much the server grows for each idle connection; it is to have just been started. */
    Measurement memory(Turn turn, ServerProcess server) throws IOException, InterruptedException {
        Times times = new Times(0, 1);
        int wanted = Scenario.IDLE.size();
        // Once without measuring: code is compiled, tables grow, and the collector finds out how much room is needed.
        try (Run warming = new Run(server, times)) {
            warming.hold(wanted);
        } catch (TimeoutException late) {
            return Measurement.refused(turn, Scenario.IDLE, "it did not open its connections");
        }
        TimeUnit.SECONDS.sleep(CLOSING_SECONDS);
        long before = server.heldBytes();
        try (Run run = new Run(server, times)) {
            Result result = run.hold(wanted);
            long grown = server.heldBytes() - before;
            long held = run.held.get();
            String refusal = held < wanted ? held + " of " + wanted + " connections stood" : "";
            return new Measurement(turn, Scenario.IDLE, result.seconds(), held, grown, 0, 0, 0, 0, "", refusal);
        } catch (TimeoutException late) {
            return Measurement.refused(turn, Scenario.IDLE, "it did not open its connections");
        }
    }

    // ---- a scenario ----

    /** One scenario on a loop of its own, whose end ends all connections. */
    private final class Run implements AutoCloseable {
        private final Reactor reactor = Load.startReactor(1);
        private final AtomicLong held = new AtomicLong();
        private final ServerProcess server;
        private final Times times;
        private final ServerMeter meter;
        private final Route route;

        Run(ServerProcess server, Times times) throws IOException {
            this.server = server;
            this.times = times;
            this.meter = new ServerMeter(new SystemMeter(), server);
            this.route = Route.to(reactor, server.address(), Layer.NONE, CONNECT_TIMEOUT_MILLIS);
        }

        Result measured(Scenario scenario, double capacity) throws IOException, InterruptedException, TimeoutException {
            int size = scenario.size();
            return switch (scenario.kind()) {
                case FULL -> ended(handshakes(0, Optional.empty(), timed(0, size), meter));
                // BoringSSL as a server sends its tickets only in front of data.
                case RESUMED ->
                    ended(handshakes(1, Optional.of(RequestText.get(HOST, SMALL_TARGET)), timed(0, size), meter));
                case REQUESTS -> ended(requests(SMALL_TARGET, timed(0, size)));
                case AMONG_IDLE -> {
                    hold(Scenario.IDLE.size());
                    yield ended(requests(SMALL_TARGET, timed(0, size)));
                }
                case BULK -> ended(requests(BULK_TARGET, timed(0, size)));
                case SHARE_OF_CAPACITY ->
                    ended(requests(SMALL_TARGET, timed(capacity * size / PER_CENT, Scenario.REQUESTS_256.size())));
                case STEADY -> ended(requests(SMALL_TARGET, timed(STEADY_PER_SECOND, size)));
                case FLOODED -> flooded(timed(STEADY_PER_SECOND, size));
                case IDLE -> throw new IllegalArgumentException("memory is measured by itself");
            };
        }

        /**
         * The flood comes from a thread of its own, which gives way: who is measured shares the client's processor with it, and
         * is to wait for the server only.
         */
        private Result flooded(Plan plan) throws IOException, InterruptedException, TimeoutException {
            Plan unending = new Plan(0, FLOOD, Plan.UNBOUNDED, nanos(PATIENCE_SECONDS), 0);
            try (Run others = new Run(server, times)) {
                others.giveWay();
                Load flood = others.handshakes(0, Optional.empty(), unending, new SystemMeter());
                Result result = ended(requests(SMALL_TARGET, plan));
                flood.stop();
                return result;
            }
        }

        private void giveWay() throws InterruptedException, TimeoutException {
            await(CompletableFuture.runAsync(
                    () -> {
                        try {
                            Processors.giveWay();
                        } catch (IOException | InterruptedException e) {
                            throw new CompletionException(e);
                        }
                    },
                    reactor.loops().get(0)));
        }

        Result hold(int connections) throws InterruptedException, TimeoutException {
            Plan plan = new Plan(0, Math.min(OPENING_AT_ONCE, connections), connections, nanos(PATIENCE_SECONDS), 0);
            Layer layer = tls();
            return ended(Load.ofIdleConnections(setting(plan, new SystemMeter()), route, () -> layer, held));
        }

        private Plan timed(double rate, int places) {
            return new Plan(
                    rate, places, Plan.UNBOUNDED, nanos(times.measuringSeconds()), nanos(times.settlingSeconds()));
        }

        private Load handshakes(double resumeShare, Optional<RequestText> request, Plan plan, Meter looking) {
            Handshakes handshakes = new Handshakes(
                    HOST,
                    server.address().getPort(),
                    OPTIONS,
                    each -> TlsClient.trusting(trust, each),
                    resumeShare,
                    plan.places(),
                    request);
            return Load.ofHandshakes(setting(plan, looking), route, handshakes);
        }

        private Load requests(String target, Plan plan) {
            Layer layer = tls();
            Requests requests = new Requests(RequestText.get(HOST, target), 1, () -> layer);
            return Load.ofRequests(setting(plan, meter), route, requests);
        }

        private Layer tls() {
            return TlsClient.trusting(trust, OPTIONS).to(HOST, server.address().getPort());
        }

        private Setting setting(Plan plan, Meter looking) {
            return new Setting(reactor, plan, TimeSource.SYSTEM, looking);
        }

        private Result ended(Load load) throws InterruptedException, TimeoutException {
            await(load.ended().toCompletableFuture());
            return load.result();
        }

        private void await(CompletableFuture<Void> future) throws InterruptedException, TimeoutException {
            try {
                future.get(PATIENCE_SECONDS + (long) times.measuringSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException failure) {
                throw new IllegalStateException(failure.getCause());
            }
        }

        @Override
        public void close() {
            reactor.shutdown(0).join();
        }
    }

    private static long nanos(double seconds) {
        return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    }
}

package staunch.examples;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import staunch.bench.Load;
import staunch.bench.Plan;
import staunch.bench.Route;
import staunch.bench.Setting;
import staunch.bench.SystemMeter;
import staunch.http.HttpProxy;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.TimeSource;
import staunch.tls.TlsClient;
import staunch.tls.TlsOptions;

/** How much load, against whom, and what becomes of the figures: the arguments of all commands that measure. */
final class LoadArguments {
    private static final int FIRST_JDK_WITH_GROUPS = 20;
    private static final long DEFAULT_SECONDS = 10;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "How many at once; with --rate, at most. Default: 16, with --rate 1024.")
    private @Nullable Integer connections;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Start R per second by a schedule, however long the server takes (an open loop). "
                    + "Default: start one when one ends (a closed loop).")
    private @Nullable Double rate;

    @Option(names = "--count", paramLabel = "N", description = "Do so many. Default: as many as the time allows.")
    private @Nullable Long count;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Measure for so long. Default: 10, or with --count no bound.")
    private @Nullable Double seconds;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            description = "Do the same for so long before, without measuring. Default: ${DEFAULT-VALUE}.")
    private double warmUp;

    @Option(names = "--loops", paramLabel = "N", description = "Event loops of the client. Default: ${DEFAULT-VALUE}.")
    private int loops = 1;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            description = "How long connecting may take, and then the handshake. Default: ${DEFAULT-VALUE}.")
    private double timeout = 10;

    @Option(names = "--suites", paramLabel = "NAMES", description = "The cipher suites to offer, best first.")
    private @Nullable String suites;

    @Option(
            names = "--groups",
            paramLabel = "NAMES",
            description =
                    "The groups for the key exchange, best first. With BCJSSE those of the certificates' curves too.")
    private @Nullable String groups;

    @Option(
            names = "--sni",
            paramLabel = "NAME",
            description = "Ask for that name and check it, instead of the URL's host.")
    private @Nullable String serverName;

    @Option(names = "--no-sni", description = "Do not say which name is wanted.")
    private boolean withoutServerName;

    @Option(names = "--proxy", paramLabel = "HOST:PORT", description = "Go through this proxy (CONNECT).")
    private @Nullable String proxy;

    @Option(
            names = "--title",
            paramLabel = "TEXT",
            description = "What to call the run where it is compared. Default: what it measures and how.")
    private @Nullable String title;

    @Option(names = "--json", description = "Print one JSON object instead of lines.")
    private boolean json;

    @Option(
            names = "--hlog",
            paramLabel = "FILE",
            description =
                    "Write the times of each second there (HdrHistogram's log), for bench merge and bench report.")
    private @Nullable Path intervalLog;

    @Option(
            names = "--hgrm",
            paramLabel = "PREFIX",
            description = "Write percentiles to PREFIX-total.hgrm and the like.")
    private @Nullable String percentiles;

    @Mixin
    private ClientArguments client = new ClientArguments();

    // ---- how much ----

    /**
     * The plan.
     *
     * @param perConnection how many pieces of work a connection has room for
     */
    Plan plan(int perConnection) {
        require("--connections", connections, connections() >= 1, "there must be at least one");
        require("--rate", rate, rate == null || rate > 0, "a rate is above 0; without the option there is no schedule");
        require("--count", count, count == null || count >= 1, "there must be at least one");
        require("--seconds", seconds, seconds == null || seconds > 0, "a time is above 0");
        require("--warmup", warmUp, warmUp >= 0, "a time is not below 0");
        long bound = count == null ? Plan.UNBOUNDED : count;
        double span = seconds == null ? DEFAULT_SECONDS : seconds;
        long nanos = seconds == null && count != null ? Plan.UNBOUNDED : nanos(span);
        try {
            int places = Math.multiplyExact(connections(), perConnection);
            return new Plan(rate(), places, bound, nanos, nanos(warmUp));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CommandFailure("--connections, --rate, --count, --seconds, --warmup: " + e.getMessage(), e);
        }
    }

    private static void require(String option, @Nullable Number value, boolean holds, String rule) {
        if (!holds) {
            throw new CommandFailure(option + " " + value + ": " + rule);
        }
    }

    private double rate() {
        return rate == null ? 0 : rate;
    }

    int connections() {
        int places = rate == null ? 16 : 1024;
        return connections == null ? places : connections;
    }

    /** How long idle connections are held. */
    double holdSeconds() {
        return seconds == null ? DEFAULT_SECONDS : seconds;
    }

    private static long nanos(double span) {
        return (long) (span * TimeUnit.SECONDS.toNanos(1));
    }

    private long timeoutMillis() {
        require("--timeout", timeout, timeout > 0, "a time is above 0");
        return Math.max(1, (long) (timeout * 1_000));
    }

    /** How many sessions to keep so that those who resume find one: as many as go on at once, or as are due in a second. */
    int sessions(Plan plan) {
        return plan.isOpen() ? (int) Math.min(plan.places(), Math.max(16, Math.ceil(rate()))) : plan.places();
    }

    Reactor startReactor() throws IOException {
        if (loops < 1) {
            throw new CommandFailure("--loops " + loops + ": there must be at least one");
        }
        return Load.startReactor(loops);
    }

    Setting setting(Reactor reactor, Plan plan) {
        return new Setting(reactor, plan, TimeSource.SYSTEM, new SystemMeter());
    }

    // ---- against whom ----

    /** The way to the server. */
    Route route(Reactor reactor, GetTarget target) {
        if (proxy == null) {
            InetSocketAddress address =
                    client.addresses(target.host(), target.port()).get(0);
            return Route.to(reactor, address, Layer.NONE, timeoutMillis());
        }
        GetTarget at = GetTarget.parse("http://" + proxy);
        InetSocketAddress address =
                Resolution.addressesOf(at.host(), at.port(), List.of()).get(0);
        Layer tunnel = HttpProxy.at(at.host(), at.port()).tunnelTo(target.host(), target.port(), timeoutMillis());
        return Route.to(reactor, address, tunnel, timeoutMillis());
    }

    /** The name that the server must prove to have. */
    String name(GetTarget target) {
        return serverName == null ? target.host() : serverName;
    }

    TlsOptions options() {
        TlsOptions options = client.options().withHandshakeTimeoutMillis(timeoutMillis());
        if (suites != null) {
            options = options.withCipherSuites(suites.split(","));
        }
        if (groups == null) {
            return options;
        }
        if (options.provider().equals("SunJSSE") && Runtime.version().feature() < FIRST_JDK_WITH_GROUPS) {
            System.setProperty(TlsOptions.PROCESS_GROUPS_PROPERTY, groups);
            return options;
        }
        return options.withNamedGroups(groups.split(","));
    }

    TlsClient client(TlsOptions options) {
        if (withoutServerName && serverName != null) {
            throw new CommandFailure("--sni and --no-sni contradict each other: give one of them");
        }
        TlsClient made = client.client(options);
        return withoutServerName ? made.withoutServerName() : made;
    }

    /** What lies between connections and HTTP. */
    Supplier<Layer> layers(GetTarget target) {
        if (!target.secure()) {
            return () -> Layer.NONE;
        }
        Layer tls = client(options()).to(name(target), target.port());
        return () -> tls;
    }

    // ---- what becomes of it ----

    Optional<String> title() {
        return Optional.ofNullable(title).map(text -> text.replaceAll("\\s+", " ")); // one line, in a log as here
    }

    boolean json() {
        return json;
    }

    Optional<Path> intervalLog() {
        return Optional.ofNullable(intervalLog);
    }

    Optional<String> percentiles() {
        return Optional.ofNullable(percentiles);
    }
}

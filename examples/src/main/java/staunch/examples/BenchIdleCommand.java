package staunch.examples;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import staunch.bench.Load;
import staunch.bench.Plan;
import staunch.bench.ProcessMemory;
import staunch.bench.Route;
import staunch.reactor.Reactor;

/** {@code bench idle}: what connections cost on which nothing happens. */
@Command(
        name = "idle",
        description = {
            "Opens connections, keeps them without a byte, and says how much memory the server has for each of them.",
            ""
        },
        abbreviateSynopsis = true,
        sortOptions = false,
        footer = {
            "",
            "Exit status: 0 if all were opened, and were still open at the end.",
            "A server grows and shrinks for other reasons too: let it open as many once before, and take many. Of one in "
                    + "Java most is garbage of the handshakes: say \"jcmd ID GC.run\" before, and again in the time of "
                    + "--settle."
        })
final class BenchIdleCommand implements Callable<Integer> {
    private static final double BYTES_PER_KIB = 1024;

    private final Output output;
    private final CountDownLatch interrupted = new CountDownLatch(1);

    BenchIdleCommand(Output output) {
        this.output = output;
    }

    @Parameters(paramLabel = "URL-or-HOST:PORT", description = "The server.")
    private String url = "";

    @Option(names = "--pid", paramLabel = "ID", description = "The server's process, for its memory.")
    private @Nullable Long pid;

    @Option(
            names = "--opening",
            paramLabel = "N",
            description =
                    "How many to open at once. More wait longer for a client that has just begun and is slow, and "
                            + "a server does not wait for ever. Default: ${DEFAULT-VALUE}.")
    private int opening = 16;

    @Option(
            names = "--settle",
            paramLabel = "S",
            description = "How long to wait before memory is looked at. Default: ${DEFAULT-VALUE}.")
    private double settle = 1;

    @Mixin
    private LoadArguments arguments = new LoadArguments();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on the option, not on the field
    private boolean help;

    @Override
    public Integer call() throws IOException, InterruptedException {
        GetTarget target = GetTarget.parse(url);
        int wanted = arguments.connections();
        Plan plan = plan(wanted);
        AtomicLong held = new AtomicLong();
        Reactor reactor = arguments.startReactor();
        try {
            Route route = arguments.route(reactor, target);
            Memory before = look();
            Load load = Load.ofIdleConnections(arguments.setting(reactor, plan), route, arguments.layers(target), held);
            load.ended().toCompletableFuture().join();
            return report(target, load, before, held);
        } finally {
            reactor.shutdown(0).join();
        }
    }

    private Plan plan(int wanted) {
        if (opening < 1) {
            throw new CommandFailure("--opening " + opening + ": at least one at once");
        }
        try {
            return new Plan(0, Math.min(opening, wanted), wanted, Plan.UNBOUNDED, 0);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--connections: " + e.getMessage(), e);
        }
    }

    /**
     * What is in use.
     *
     * @param resident of the server's process; 0 if nobody said which it is
     * @param client of our own heap and direct buffers
     */
    private record Memory(long resident, long client) {
        double residentKibEach(Memory before, long connections) {
            return (resident - before.resident) / BYTES_PER_KIB / Math.max(1, connections);
        }

        double clientKibEach(Memory before, long connections) {
            return (client - before.client) / BYTES_PER_KIB / Math.max(1, connections);
        }
    }

    private Memory look() throws IOException {
        return new Memory(pid == null ? 0 : ProcessMemory.residentBytes(pid), ProcessMemory.liveBytesHere());
    }

    private int report(GetTarget target, Load load, Memory before, AtomicLong held)
            throws IOException, InterruptedException {
        int wanted = arguments.connections();
        long opened = held.get();
        hold(settle);
        Memory after = look();
        hold(arguments.holdSeconds() - settle);
        long kept = held.get();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("title", "Idle connections to " + target.authority());
        facts.put("wanted", wanted);
        facts.put("opened", opened);
        facts.put("keptOpen", kept);
        facts.put("openedPerSecond", load.result().rate());
        facts.put("errors", load.result().counts().errors());
        if (pid != null) {
            facts.put("residentBytesBefore", before.resident());
            facts.put("residentBytesAfter", after.resident());
            facts.put("kibPerConnection", after.residentKibEach(before, opened));
        }
        facts.put("clientKibPerConnection", after.clientKibEach(before, opened));
        print(facts);
        return opened == wanted && kept == wanted ? 0 : 1;
    }

    private void hold(double span) throws InterruptedException {
        interrupted.await(Math.max(0, (long) (span * 1_000)), TimeUnit.MILLISECONDS);
    }

    private void print(Map<String, Object> facts) {
        if (arguments.json()) {
            output.out().println(Json.of(facts));
            return;
        }
        output.out().println(facts.get("title"));
        facts.forEach((name, value) -> {
            if (!name.equals("title")) {
                String shown = value instanceof Double number ? String.format(Locale.ROOT, "%.2f", number) : "" + value;
                output.out().println(String.format(Locale.ROOT, "  %-20s %s", name, shown));
            }
        });
    }
}

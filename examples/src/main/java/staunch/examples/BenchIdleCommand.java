package staunch.examples;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import staunch.bench.Counts;
import staunch.bench.Load;
import staunch.bench.Plan;
import staunch.bench.ProcessMemory;
import staunch.bench.Result;
import staunch.bench.Route;
import staunch.reactor.Reactor;
import staunch.tls.TlsOptions;

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
    /** What other loads have, and why it makes no sense here. */
    private static final Map<String, String> WITHOUT_MEANING = Map.of(
            "--rate", "say with --opening how many are opened at once",
            "--count", "say with --connections how many are opened",
            "--warmup", "let another run open as many once before",
            "--hlog", "nothing is timed while they are held; --json has the figures",
            "--hgrm", "nothing is timed while they are held; --json has the figures");

    private final Output output;
    private final CountDownLatch interrupted = new CountDownLatch(1);

    private BenchIdleCommand(Output output) {
        this.output = output;
    }

    static CommandLine with(Output output) {
        CommandLine command = new CommandLine(new BenchIdleCommand(output));
        CommandSpec spec = command.getCommandSpec();
        WITHOUT_MEANING.keySet().forEach(name -> replace(spec, name, option -> option.hidden(true)));
        replace(spec, "--seconds", option -> option.description("Hold them for so long. Default: 10."));
        replace(spec, "--connections", option -> option.description("How many to open. Default: 16."));
        return command;
    }

    private static void replace(CommandSpec spec, String name, UnaryOperator<OptionSpec.Builder> change) {
        OptionSpec option = spec.findOption(name);
        spec.remove(option);
        spec.add(change.apply(OptionSpec.builder(option)).build());
    }

    @Spec
    private @Nullable CommandSpec spec;

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
        refuseWhatHasNoMeaning();
        GetTarget target = GetTarget.parse(url);
        int wanted = arguments.connections();
        Plan plan = plan(wanted);
        Reactor reactor = arguments.startReactor();
        try {
            Route route = arguments.route(reactor, target);
            IdleOutcome.Use before = look();
            Load load = Load.ofIdleConnections(
                    arguments.setting(reactor, plan), route, arguments.layers(target), new AtomicLong());
            OnInterrupt onInterrupt = OnInterrupt.call(() -> {
                interrupted.countDown();
                load.stop();
            });
            try {
                return finish(target, load, before);
            } finally {
                onInterrupt.release();
            }
        } finally {
            reactor.shutdown(0).join();
        }
    }

    private void refuseWhatHasNoMeaning() {
        ParseResult given = Objects.requireNonNull(spec).commandLine().getParseResult();
        WITHOUT_MEANING.forEach((name, instead) -> {
            if (given.hasMatchedOption(name)) {
                throw new CommandFailure(name + " has no meaning for idle connections: " + instead);
            }
        });
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

    private IdleOutcome.Use look() throws IOException {
        OptionalLong resident = pid == null ? OptionalLong.empty() : OptionalLong.of(ProcessMemory.residentBytes(pid));
        return new IdleOutcome.Use(resident, ProcessMemory.liveBytesHere());
    }

    /** If the server's process has ended, its connections tell that. */
    private IdleOutcome.Use lookAgain() {
        try {
            return look();
        } catch (IOException ended) {
            return new IdleOutcome.Use(OptionalLong.empty(), ProcessMemory.liveBytesHere());
        }
    }

    private int finish(GetTarget target, Load load, IdleOutcome.Use before) throws InterruptedException {
        int wanted = arguments.connections();
        Optional<TlsOptions> tls = target.secure() ? Optional.of(arguments.options()) : Optional.empty();
        String title = arguments.title().orElseGet(() -> title(target, tls));
        output.err()
                .println(title + ": opening " + wanted + ", to hold them for "
                        + Math.max(settle, arguments.holdSeconds())
                        + " s; Ctrl-C ends it and shows what there is.");
        load.ended().toCompletableFuture().join();
        long openedNanos = System.nanoTime();
        hold(settle);
        Counts soFar = load.result().counts();
        long connections = Math.max(0, soFar.done() - Load.notKept(soFar));
        IdleOutcome.Use with = lookAgain();
        hold(arguments.holdSeconds() - (System.nanoTime() - openedNanos) / 1e9);
        double heldSeconds = (System.nanoTime() - openedNanos) / 1e9;
        IdleOutcome outcome = outcome(load, before, with, connections, heldSeconds);
        if (arguments.json()) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("title", title);
            tls.ifPresent(options -> facts.put("provider", options.provider()));
            facts.putAll(outcome.map());
            output.out().println(Json.of(facts));
        } else {
            output.out().println(title);
            outcome.lines().forEach(output.out()::println);
        }
        return outcome.isSuccess() ? 0 : 1;
    }

    private static String title(GetTarget target, Optional<TlsOptions> tls) {
        List<String> parts = new ArrayList<>(List.of("Idle connections to " + target.authority()));
        tls.ifPresent(options -> parts.addAll(LoadTitle.encryption(options)));
        return String.join(", ", parts);
    }

    private IdleOutcome outcome(
            Load load, IdleOutcome.Use before, IdleOutcome.Use with, long connections, double heldSeconds) {
        Result result = load.result();
        return new IdleOutcome(
                arguments.connections(),
                result.counts(),
                result.rate(),
                heldSeconds,
                result.interrupted(),
                new IdleOutcome.Memory(before, with, connections));
    }

    private void hold(double span) throws InterruptedException {
        interrupted.await(Math.max(0, (long) (span * 1_000)), TimeUnit.MILLISECONDS);
    }
}

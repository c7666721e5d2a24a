package staunch.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import staunch.bench.compare.Arm;
import staunch.bench.compare.ComparePage;
import staunch.bench.compare.CompareRun;
import staunch.bench.compare.CompareTable;
import staunch.bench.compare.Comparison;
import staunch.bench.compare.Pace;
import staunch.bench.compare.Processors;
import staunch.bench.compare.Scenario;

/** {@code bench compare}: servers beside one another. */
@Command(
        name = "compare",
        description = {
            "Measures servers beside one another, each in a process of its own: ours, the same HTTP code on blocking sockets,"
                    + " the JDK's, Netty, Jetty, Undertow and nginx.",
            "The figure is the CPU time that the server needs for a piece of work. One server runs twice, and tells which"
                    + " differences mean something.",
            ""
        },
        abbreviateSynopsis = true,
        sortOptions = false,
        footer = {
            "",
            "Needs Linux with two processors that have nothing else to do. What was interrupted goes on when it is begun again"
                    + " with the same --out; what is complete is shown again, with another --reference for example.",
            "For example:",
            "  ./staunch bench compare --quick --out compared",
            "  ./staunch bench compare --quick --out conscrypt --arms staunch-conscrypt,netty-boringssl,nginx,staunch,staunch-again"
        })
final class BenchCompareCommand implements Callable<Integer> {
    private static final double SECONDS_PER_MINUTE = 60;

    private final Output output;

    BenchCompareCommand(Output output) {
        this.output = output;
    }

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where measurements.csv, compare.json and compare.html are written.")
    private @Nullable Path out;

    @Option(names = "--quick", description = "Take twenty minutes instead of hours: for a first look.")
    private boolean quick;

    @Option(
            names = "--arms",
            paramLabel = "NAMES",
            split = ",",
            description = "The servers, by their names (--list). Default: all that can be had.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--scenarios",
            paramLabel = "NAMES",
            split = ",",
            description = "What they are given to do, such as full,resumed. Default: all.")
    private List<String> scenarios = new ArrayList<>();

    @Option(
            names = "--reference",
            paramLabel = "NAME",
            description = "The server that the others are divided by. Default: ${DEFAULT-VALUE}.")
    private String reference = Arm.STAUNCH.name();

    @Option(
            names = "--processors",
            paramLabel = "SERVER,CLIENT",
            split = ",",
            arity = "1",
            description = "The numbers of the processors that they have to themselves. Default: 0,1.")
    private List<Integer> processors = List.of(0, 1);

    @Option(names = "--list", description = "Say which servers and scenarios there are, and what is missing for one.")
    private boolean list;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on the option, not on the field
    private boolean help;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (list) {
            list();
            return 0;
        }
        if (out == null) {
            throw new CommandFailure("--out is missing: name a folder for what is measured");
        }
        Path folder = out;
        List<Arm> arms = arms();
        List<String> left = new ArrayList<>();
        arms.forEach(arm -> arm.missing().ifPresent(missing -> left.add("Left out: " + missing + ".")));
        arms.removeIf(arm -> arm.missing().isPresent());
        List<String> shown = arms.stream().map(Arm::name).toList();
        if (!shown.contains(reference)) {
            throw new CommandFailure(
                    "--reference " + reference + " is none of the servers that are compared: " + shown);
        }
        left.forEach(output.err()::println);
        Pace pace = pace();
        CompareRun run = new CompareRun(arms, pace, place(), folder, output.err()::println);
        output.err()
                .println("Comparing " + arms.size() + " servers, about "
                        + Math.round(pace.expectedSeconds(arms.size()) / SECONDS_PER_MINUTE)
                        + " minutes if nothing has been measured yet.");
        show(run, shown, left, folder);
        return 0;
    }

    private void list() {
        output.out().println("Servers, for --arms and --reference:");
        for (Arm arm : Arm.ALL) {
            String missing =
                    arm.missing().map(what -> " (left out: " + what + ")").orElse("");
            output.out().println(String.format("  %-20s %s", arm.name(), arm.description() + missing));
        }
        output.out().println("What they are given to do, for --scenarios:");
        for (Scenario scenario : Pace.FULL.scenarios()) {
            String only = Pace.QUICK.scenarios().contains(scenario) ? "" : " (not with --quick)";
            output.out().println(String.format("  %-20s %s", scenario.label(), scenario.title() + only));
        }
    }

    private Pace pace() {
        Pace pace = quick ? Pace.QUICK : Pace.FULL;
        if (scenarios.isEmpty()) {
            return pace;
        }
        List<String> known = pace.scenarios().stream().map(Scenario::label).toList();
        try {
            return pace.only(EnumSet.copyOf(chosen("--scenarios", scenarios, "scenario", known, Scenario::labelled)));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--scenarios: " + e.getMessage(), e);
        }
    }

    private List<Arm> arms() {
        if (names.isEmpty()) {
            return new ArrayList<>(Arm.ALL);
        }
        return chosen("--arms", names, "server", Arm.names(), Arm::named);
    }

    private static <T> List<T> chosen(
            String option, List<String> names, String what, List<String> known, Function<String, Optional<T>> find) {
        List<T> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(find.apply(name)
                    .orElseThrow(() -> new CommandFailure(option + " " + name + ": there is no such " + what
                            + "; there are " + String.join(", ", known))));
        }
        return chosen;
    }

    private Processors place() {
        if (processors.size() != 2) {
            throw new CommandFailure("--processors takes two numbers, such as 0,1");
        }
        try {
            return new Processors(processors.get(0), processors.get(1));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--processors: " + e.getMessage(), e);
        }
    }

    private void show(CompareRun run, List<String> arms, List<String> left, Path folder)
            throws IOException, InterruptedException {
        Comparison comparison = Comparison.of(run.run(), arms, reference);
        String about = run.about();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("about", about);
        map.put("left", left);
        map.putAll(comparison.map());
        Files.writeString(folder.resolve("compare.json"), Json.of(map) + "\n");
        Path page = folder.resolve("compare.html");
        Files.writeString(page, ComparePage.of(comparison, about, left));
        output.out().println(about);
        output.out().println();
        CompareTable.of(comparison).forEach(output.out()::println);
        output.out().println("Wrote " + page.toAbsolutePath().normalize());
    }
}

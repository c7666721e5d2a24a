package staunch.bench.jmh;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import staunch.bench.Logs;
import staunch.bench.MicroScore;
import staunch.http.coding.ContentCoding;

/**
 * Runs the benchmarks: always with the allocation beside the time, and on the providers and codings that are on the class
 * path. {@link #main} is JMH's own command line, {@link #run} that of {@code ./staunch bench jmh}.
 */
public final class Microbenchmarks {
    private static final String BYTES_PER_OPERATION = "gc.alloc.rate.norm";
    private static final String PACKAGE = Microbenchmarks.class.getPackageName() + ".";
    private static final int QUICK_ITERATIONS = 3;
    private static final TimeValue QUICK_ITERATION = TimeValue.milliseconds(500);
    /** How long it takes, about, until a process has begun to measure. */
    private static final double START_SECONDS = 1.5;

    private Microbenchmarks() {}

    /**
     * What to run.
     *
     * @param regex of what the names contain, in upper or lower case; empty for all
     * @param quick one fork, few iterations and one value of each parameter: to see that it works, and bytes, but no times to
     *     be believed
     * @param json where to write all that JMH knows, if anywhere
     */
    public record Wish(String regex, boolean quick, Optional<Path> json) {}

    /** They cannot be run, or one of them failed; the message says which or why. */
    public static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        Failure(String what, Exception cause) {
            super(what + ": " + (cause.getMessage() == null ? cause : cause.getMessage()), cause);
        }
    }

    /**
     * The names of the benchmarks that contain what the expression describes.
     *
     * @param regex in upper or lower case; empty for all
     * @throws java.util.regex.PatternSyntaxException if it is no regular expression
     */
    public static List<String> names(String regex) {
        return matching(regex).stream()
                .map(benchmark -> benchmark.getUsername().substring(PACKAGE.length()))
                .toList();
    }

    private static Collection<BenchmarkListEntry> matching(String regex) {
        return BenchmarkList.defaultList().find(silence(), List.of(including(regex)), List.of());
    }

    private static String including(String regex) {
        return Pattern.quote(PACKAGE) + ".*(?i:" + regex + ")";
    }

    private static OutputFormat silence() {
        return OutputFormatFactory.createFormatInstance(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8), VerboseMode.SILENT);
    }

    /** How long it will take, about. */
    public static Duration expected(Wish wish) {
        double seconds = matching(wish.regex()).stream()
                .mapToDouble(benchmark -> expectedSeconds(benchmark, wish.quick()))
                .sum();
        return Duration.ofSeconds(Math.round(seconds));
    }

    private static double expectedSeconds(BenchmarkListEntry benchmark, boolean quick) {
        if (quick) {
            return START_SECONDS + (1 + QUICK_ITERATIONS) * seconds(QUICK_ITERATION);
        }
        long combinations =
                parameters(benchmark).values().stream().mapToLong(List::size).reduce(1, (one, other) -> one * other);
        TimeValue second = TimeValue.seconds(1);
        double each = benchmark.getWarmupIterations().orElse(1)
                        * seconds(benchmark.getWarmupTime().orElse(second))
                + benchmark.getMeasurementIterations().orElse(1)
                        * seconds(benchmark.getMeasurementTime().orElse(second));
        return combinations * benchmark.getForks().orElse(1) * (START_SECONDS + each);
    }

    private static double seconds(TimeValue time) {
        return time.convertTo(TimeUnit.MILLISECONDS) / 1e3;
    }

    /** The values of each parameter. */
    private static Map<String, List<String>> parameters(BenchmarkListEntry benchmark) {
        Map<String, List<String>> values = new TreeMap<>();
        benchmark.getParams().orElse(Map.of()).forEach((name, declared) -> values.put(name, List.of(declared)));
        present().forEach((name, there) -> values.computeIfPresent(name, (same, declared) -> there));
        return values;
    }

    /**
     * Runs what is wished; JMH tells of its progress on standard output.
     *
     * @throws Failure if there is nothing to run, one failed, or the JSON could not be written
     */
    public static List<MicroScore> run(Wish wish) throws Failure {
        List<RunResult> results = new ArrayList<>();
        try {
            if (wish.quick()) {
                for (Options ofClass : quickly(wish.regex())) {
                    results.addAll(new Runner(ofClass).run());
                }
            } else {
                OptionsBuilder options = new OptionsBuilder();
                options.include(including(wish.regex())).shouldFailOnError(true);
                results.addAll(new Runner(completed(options)).run());
            }
        } catch (RunnerException e) {
            throw new Failure("the benchmarks could not be run", e);
        }
        if (wish.json().isPresent()) {
            write(results, wish.json().get());
        }
        return results.stream().map(Microbenchmarks::score).toList();
    }

    /** One run for each class, because a parameter's name may mean something else in another. */
    static List<Options> quickly(String regex) {
        Map<String, List<BenchmarkListEntry>> byClass = matching(regex).stream()
                .collect(Collectors.groupingBy(
                        BenchmarkListEntry::getUserClassQName, TreeMap::new, Collectors.toList()));
        List<Options> runs = new ArrayList<>();
        byClass.values().forEach(benchmarks -> {
            OptionsBuilder options = new OptionsBuilder();
            Map<String, String> parameters = new TreeMap<>();
            for (BenchmarkListEntry benchmark : benchmarks) {
                options.include(Pattern.quote(benchmark.getUsername()) + "$");
                parameters(benchmark).forEach((name, values) -> parameters.put(name, values.get(0)));
            }
            parameters.forEach((name, value) -> options.param(name, value)); // once: each call adds to the values
            options.forks(1).warmupIterations(1).warmupTime(QUICK_ITERATION);
            options.measurementIterations(QUICK_ITERATIONS).measurementTime(QUICK_ITERATION);
            options.shouldFailOnError(true);
            runs.add(completed(options));
        });
        return runs;
    }

    static void write(Collection<RunResult> results, Path json) throws Failure {
        try (PrintStream out = new PrintStream(Files.newOutputStream(json), false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
            Logs.requireWritten(out);
        } catch (IOException e) {
            throw new Failure("the benchmarks were run, and what they found stands above, but not in " + json, e);
        }
    }

    /**
     * {@code java -jar staunch-bench.jar}: all that JMH can do, {@code -h} tells it.
     *
     * @throws CommandLineOptionException if the command line makes no sense
     * @throws RunnerException if there is nothing to run, or it cannot be
     * @throws IOException if the help cannot be printed
     */
    public static void main(String[] arguments) throws CommandLineOptionException, RunnerException, IOException {
        CommandLineOptions given = new CommandLineOptions(arguments);
        Runner runner = new Runner(completed(new OptionsBuilder().parent(given)));
        if (given.shouldHelp()) {
            given.showHelp();
        } else if (given.shouldList()) {
            runner.list();
        } else if (given.shouldListWithParams()) {
            runner.listWithParams(given);
        } else {
            runner.run();
        }
    }

    /** What nobody chose is what is there. */
    private static Options completed(ChainedOptionsBuilder options) {
        Options chosen = options.build();
        present().forEach((parameter, values) -> {
            if (!chosen.getParameter(parameter).hasValue()) {
                options.param(parameter, values.toArray(String[]::new));
            }
        });
        return options.addProfiler(GCProfiler.class).build();
    }

    /** The values of the parameters that depend on the class path. */
    static Map<String, List<String>> present() {
        List<String> providers = JsseProvider.present();
        return Map.of(
                "provider", providers,
                "resumption",
                        providers.stream()
                                .flatMap(provider -> JsseProvider.named(provider).resumingVersions().stream()
                                        .map(version -> provider + " " + version))
                                .toList(),
                "coding",
                        Arrays.stream(ContentCoding.values())
                                .filter(coding -> coding.missing().isEmpty())
                                .map(ContentCoding::name)
                                .toList());
    }

    private static MicroScore score(RunResult result) {
        BenchmarkParams benchmark = result.getParams();
        Map<String, String> parameters = new TreeMap<>();
        benchmark.getParamsKeys().forEach(key -> parameters.put(key, benchmark.getParam(key)));
        Result<?> time = result.getPrimaryResult();
        Result<?> bytes = result.getSecondaryResults().get(BYTES_PER_OPERATION);
        return new MicroScore(
                benchmark.getBenchmark(),
                parameters,
                time.getScore(),
                time.getScoreError(),
                time.getScoreUnit(),
                bytes == null ? Double.NaN : bytes.getScore());
    }
}

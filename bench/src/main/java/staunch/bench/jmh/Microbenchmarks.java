package staunch.bench.jmh;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import staunch.bench.MicroScore;
import staunch.http.coding.ContentCoding;

/**
 * Runs the benchmarks: always with the allocation beside the time, and on the providers and codings that are on the class
 * path. {@link #main} is JMH's own command line, {@link #run} that of {@code ./staunch bench jmh}.
 */
public final class Microbenchmarks {
    private static final String BYTES_PER_OPERATION = "gc.alloc.rate.norm";
    private static final String OURS = "staunch\\.bench\\.jmh\\..*";

    private Microbenchmarks() {}

    /**
     * What to run.
     *
     * @param regex of what the names contain; empty for all
     * @param quick one fork and few iterations: to see that it works, and bytes, but no times to be believed
     * @param json where to write all that JMH knows, if anywhere
     */
    public record Wish(String regex, boolean quick, Optional<Path> json) {}

    /** They cannot be run, or one of them failed; the message says which or why. */
    public static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        Failure(RunnerException cause) {
            super("the benchmarks were not run: " + cause.getMessage(), cause);
        }
    }

    /**
     * Runs what is wished; JMH tells of its progress on standard output.
     *
     * @throws Failure if there is nothing to run, or one failed
     */
    public static List<MicroScore> run(Wish wish) throws Failure {
        OptionsBuilder options = new OptionsBuilder();
        options.include(OURS + wish.regex());
        if (wish.quick()) {
            options.forks(1).warmupIterations(2).measurementIterations(3);
        }
        wish.json().ifPresent(file -> options.result(file.toString()).resultFormat(ResultFormatType.JSON));
        options.shouldFailOnError(true);
        try {
            return new Runner(completed(options))
                    .run().stream().map(Microbenchmarks::score).toList();
        } catch (RunnerException e) {
            throw new Failure(e);
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

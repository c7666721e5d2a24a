package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A program of the machine that a system test needs, such as curl. One that is not there aborts the test, which then
 * counts as skipped, and says so; with {@code -Dstaunch.system.required=true} it fails the test instead.
 *
 * <p>Immutable: {@link #in}, {@link #with}, {@link #within} and {@link #fed} answer a changed copy.
 */
final class ExternalProgram {
    /** Nothing is skipped when this system property is {@code true}. */
    static final String REQUIRED = "staunch.system.required";

    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(60);

    /** What became of a run: its exit status, and what it wrote to standard output and to standard error. */
    record Outcome(int status, String output, String errors) {
        /** This outcome, if the program succeeded; otherwise the test fails with all that it wrote. */
        Outcome expectSuccess() {
            assertEquals(0, status, () -> output + errors);
            return this;
        }
    }

    private final Path executable;
    private final List<String> firstArguments;
    private final Path folder;
    private final Map<String, String> environment;
    private final Duration limit;
    private final File input;

    private ExternalProgram(
            Path executable,
            List<String> firstArguments,
            Path folder,
            Map<String, String> environment,
            Duration limit,
            File input) {
        this.executable = executable;
        this.firstArguments = firstArguments;
        this.folder = folder;
        this.environment = environment;
        this.limit = limit;
        this.input = input;
    }

    /** The first of these names that the PATH leads to. */
    static ExternalProgram onPath(String... names) {
        return Stream.of(names)
                .map(ExternalProgram::search)
                .flatMap(Optional::stream)
                .findFirst()
                .map(ExternalProgram::of)
                .orElseThrow(() -> missing(String.join(" or ", names)));
    }

    /** A tool of the JDK that runs the tests. */
    static ExternalProgram ofJdk(String name) {
        return of(Path.of(System.getProperty("java.home"), "bin", name));
    }

    static ExternalProgram of(Path executable) {
        Path here = Path.of("").toAbsolutePath();
        return new ExternalProgram(executable, List.of(), here, Map.of(), DEFAULT_LIMIT, new File("/dev/null"));
    }

    /** Runs in that folder rather than in the module's. */
    ExternalProgram in(Path newFolder) {
        return new ExternalProgram(executable, firstArguments, newFolder, environment, limit, input);
    }

    /** Runs with these arguments in front of the others. */
    ExternalProgram first(String... arguments) {
        return new ExternalProgram(executable, List.of(arguments), folder, environment, limit, input);
    }

    /** Runs with that environment variable set. */
    ExternalProgram with(String variable, String value) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put(variable, value);
        return new ExternalProgram(executable, firstArguments, folder, Map.copyOf(changed), limit, input);
    }

    /** Runs for at most that long, rather than a minute; {@link #run} then ends it and fails the test. */
    ExternalProgram within(Duration newLimit) {
        return new ExternalProgram(executable, firstArguments, folder, environment, newLimit, input);
    }

    /** Runs with the content of that file as its input, rather than with none. */
    ExternalProgram fed(Path file) {
        return new ExternalProgram(executable, firstArguments, folder, environment, limit, file.toFile());
    }

    /** Runs to the end. */
    Outcome run(String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile("staunch", ".out");
        try {
            return runInto(output, arguments);
        } finally {
            Files.delete(output);
        }
    }

    /** As {@link #run}, and leaves the output, byte for byte, in that file too. */
    Outcome runInto(Path output, String... arguments) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("staunch", ".err");
        try {
            Process process = builder(arguments)
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                end(process);
            }
            Outcome outcome = new Outcome(ended ? process.exitValue() : -1, read(output), read(errors));
            return ended ? outcome : fail(executable + " ran for more than " + limit + ": " + outcome);
        } finally {
            Files.delete(errors);
        }
    }

    /** Starts it, its errors among its output; the caller reads that and calls {@link #end}. */
    Process start(String... arguments) throws IOException {
        return builder(arguments).redirectErrorStream(true).start();
    }

    /** Ends a program and all that it started. */
    static void end(Process process) {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly().onExit().join();
        started.forEach(ProcessHandle::destroyForcibly);
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>(List.of(executable.toString()));
        command.addAll(firstArguments);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(input));
        builder.environment().putAll(environment);
        return builder;
    }

    private static Optional<Path> search(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static RuntimeException missing(String name) {
        String message = name + " is not on the PATH";
        if (Boolean.getBoolean(REQUIRED)) {
            throw new AssertionError(message + ", and -D" + REQUIRED + "=true asks for it");
        }
        System.out.println("SKIPPED a system test: " + message); // the build's log shows a skipped test, but not why
        return new TestAbortedException(message);
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

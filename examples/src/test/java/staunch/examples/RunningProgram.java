package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program in the background and the lines that it prints, errors among them; ended, with its children, by close. */
final class RunningProgram implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int SIGINT = 2;

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    private RunningProgram(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "output of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    static RunningProgram start(ExternalProgram program, String... arguments) throws IOException {
        return new RunningProgram(program.start(arguments));
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                add(line);
            }
        } catch (IOException | UncheckedIOException closed) {
            // The program was ended while it printed.
        }
        end();
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Everything printed so far. */
    synchronized String output() {
        return String.join("\n", lines);
    }

    /** Waits for a line in which {@code regex} is found, from the first line on. */
    Matcher await(String regex) throws InterruptedException {
        return await(regex, 1);
    }

    /** Waits for the {@code count}th such line. */
    Matcher await(String regex, int count) throws InterruptedException {
        return await(regex, count, LIMIT);
    }

    /** Waits for the first such line of a program that takes its time. */
    Matcher await(String regex, Duration limit) throws InterruptedException {
        return await(regex, 1, limit);
    }

    private synchronized Matcher await(String regex, int count, Duration limit) throws InterruptedException {
        Pattern pattern = Pattern.compile(regex);
        long deadline = System.nanoTime() + limit.toNanos();
        int seen = 0;
        for (int next = 0; ; ) {
            for (; next < lines.size(); next++) {
                Matcher found = pattern.matcher(lines.get(next));
                if (found.find() && ++seen == count) {
                    return found;
                }
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (ended || left <= 0) {
                return fail("\"" + regex + "\" was printed " + seen + " times, expected " + count + ":\n" + output());
            }
            wait(left);
        }
    }

    /** As Ctrl-C does. */
    void interrupt() throws IOException, InterruptedException {
        assertFalse(
                ignoresInterrupts(),
                "SIGINT is ignored, as in a job that a script put into the background; run the tests by: "
                        + "env --default-signal=INT mvn verify");
        ExternalProgram.onPath("sh").run("-c", "kill -INT " + process.pid()).expectSuccess();
    }

    private boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return false;
        }
        long ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(
                        line.substring("SigIgn:".length()).strip(), 16))
                .findFirst()
                .orElse(0);
        return (ignored & 1L << (SIGINT - 1)) != 0;
    }

    int exitStatus() throws InterruptedException {
        if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            fail("it did not end:\n" + output());
        }
        return process.exitValue();
    }

    void expectEnd(int status) throws InterruptedException {
        assertEquals(status, exitStatus(), this::output);
    }

    @Override
    public void close() {
        ExternalProgram.end(process);
    }
}

package staunch.tls.pki;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The {@code openssl} program, for tests that compare with it; they are skipped, and say so, where it is missing. */
final class OpenSsl {
    private static final long TIMEOUT_SECONDS = 60;

    private OpenSsl() {}

    /** What the program printed, and its exit status. */
    record Result(int status, String output) {}

    static void assumePresent() {
        boolean present;
        try {
            present = run("version").status() == 0;
        } catch (IllegalStateException e) {
            present = false;
        }
        Assumptions.assumeTrue(present, "skipped: the program openssl is not installed");
    }

    static String output(String... arguments) {
        Result result = run(arguments);
        assertEquals(0, result.status(), () -> "openssl " + String.join(" ", arguments) + "\n" + result.output());
        return result.output().strip();
    }

    static Result run(String... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("openssl did not end: " + command);
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            throw new IllegalStateException("openssl does not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}

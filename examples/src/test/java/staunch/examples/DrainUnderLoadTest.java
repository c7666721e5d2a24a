package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two servers take turns on one port while h2load asks without pause: no request is lost on a connection that a server has
 * accepted.
 *
 * <p>Between the last look into a listener's queue and its end the system may complete a connection that nobody accepts, and
 * resets it. h2load gives up on a client whose connection fails before a request, and counts as failed all the requests that
 * this client was still to make, though it has not started one of them. So what is lost on accepted connections is what was
 * started and did not succeed, and clients that were turned away are counted apart: those that the last server has not seen.
 */
@Tag("system")
class DrainUnderLoadTest {
    private static final int CLIENTS = 20;
    /** So many that h2load is not done before the last server is the only one, on a fast machine too. */
    private static final int REQUESTS_PER_RESTART = 40_000;

    private static final Duration LOAD_LIMIT = Duration.ofMinutes(10);

    private static final Pattern METRICS =
            Pattern.compile("^Metrics: answers \\((?:2xx (\\d+))?\\), cut 0, refused 0, unanswered 0, in flight 0, "
                    + "connections (\\d+), open 0, failed 0, ");

    @TempDir
    Path folder;

    /** What the servers say of themselves in the end. */
    private long answers;

    private long lastConnections;

    @Test
    void shouldLoseNoRequestOverTwoRestarts() throws Exception {
        restartUnderLoad(2);
    }

    @Tag("soak")
    @Test
    void shouldLoseNoRequestOverTwentyRestarts() throws Exception {
        restartUnderLoad(20);
    }

    private void restartUnderLoad(int times) throws Exception {
        ExternalProgram h2load = ExternalProgram.onPath("h2load");
        Serving serving = serve(0);
        String url = serving.url();
        String requests = Integer.toString(times * REQUESTS_PER_RESTART);
        try (RunningProgram load = RunningProgram.start(h2load, "--h1", "-n", requests, "-c", "" + CLIENTS, url)) {
            load.await("^Application protocol: http/1.1");
            for (int i = 0; i < times; i++) {
                Serving next = serve(serving.port());
                end(serving);
                serving = next;
            }
            assertTrue(!load.output().contains("finished in"), "h2load has finished too soon:\n" + load.output());
            load.await("^requests: ", LOAD_LIMIT);
            end(serving);
            judge(load, times);
        } finally {
            serving.close();
        }
    }

    private Serving serve(int port) throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve("served"));
        return Serving.startOn(port, home, "--share-port", "--access-log", "/dev/null", "--metrics", "3600");
    }

    private void end(Serving serving) throws IOException, InterruptedException {
        serving.program().interrupt();
        serving.program().expectEnd(130);
        serving.program().await("^All connections have ended\\.$");
        Matcher metrics =
                METRICS.matcher(serving.program().await("^Metrics: .*").group());
        assertTrue(metrics.find(), serving.program()::output);
        answers += metrics.group(1) == null ? 0 : Long.parseLong(metrics.group(1));
        lastConnections = Long.parseLong(metrics.group(2));
    }

    private void judge(RunningProgram load, int times) throws InterruptedException {
        Matcher counts = load.await("^requests: \\d+ total, (\\d+) started, (\\d+) done, (\\d+) succeeded, ");
        long started = Long.parseLong(counts.group(1));
        assertEquals(started, Long.parseLong(counts.group(3)), load::output);
        assertEquals(started, answers, load::output);
        long turnedAway = CLIENTS - lastConnections;
        System.out.println(
                "Over " + times + " restarts under load " + started + " requests were answered, none was lost, and "
                        + turnedAway + " of " + CLIENTS + " clients met a queue that was just closing.");
        assertTrue(turnedAway < CLIENTS / 2, load::output);
    }
}

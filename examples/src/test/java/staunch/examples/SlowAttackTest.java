package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.tls.TlsServer;

/** While slowhttptest holds hundreds of connections, on the same loops, others are answered as if it were not there. */
@Tag("system")
@Tag("soak")
class SlowAttackTest {
    private static final int CONNECTIONS = 300;
    private static final int SECONDS = 15;
    private static final double MAX_MILLIS = 100;
    private static final int WARM_UP = 200;

    enum Attack {
        SLOW_HEADERS("-H", "-i", "1", "/data"),
        SLOW_BODY("-B", "-i", "1", "-s", "8192", "/digest"),
        RANGES("-R", "-a", "1", "-b", "3000", "/data"),
        SLOW_READ("-X", "-w", "512", "-y", "1024", "-n", "1", "-z", "32", "-k", "3", "/data");

        private final List<String> arguments;

        Attack(String... arguments) {
            this.arguments = List.of(arguments);
        }

        String[] arguments(String server) {
            List<String> rest = arguments.subList(0, arguments.size() - 1);
            String url = server + arguments.get(arguments.size() - 1);
            List<String> bounds =
                    List.of("-c", "" + CONNECTIONS, "-r", "" + CONNECTIONS, "-l", "" + SECONDS, "-u", url);
            return Stream.concat(rest.stream(), bounds.stream()).toArray(String[]::new);
        }
    }

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void shouldAnswerOthersMeanwhile(Attack attack) throws Exception {
        InteropPapers papers = new InteropPapers(folder);
        try (HttpGround server = new HttpGround(papers, TlsServer.of(InteropPapers.identity(papers.server)))) {
            String url = "http://127.0.0.1:" + server.plainPort();
            HttpClient client = HttpClient.newHttpClient();
            for (int i = 0; i < WARM_UP; i++) {
                ask(client, url + "/connection");
                ask(client, url + "/data");
            }
            ExternalProgram attacker = ExternalProgram.onPath("slowhttptest");
            FutureTask<ExternalProgram.Outcome> work = new FutureTask<>(() -> attacker.run(attack.arguments(url)));
            new Thread(work, "attack").start();
            List<Double> millis = new ArrayList<>();
            while (!work.isDone()) {
                millis.add(ask(client, url + "/connection"));
            }
            assertFalse(work.get().output().matches("(?s).*service available:\\W*NO.*"), work.get()::output);
            Collections.sort(millis);
            double longest = millis.get(millis.size() - 1);
            System.out.printf(
                    "%s: %d answers, median %.1f ms, 99th percentile %.1f ms, longest %.1f ms%n",
                    attack,
                    millis.size(),
                    millis.get(millis.size() / 2),
                    millis.get(millis.size() * 99 / 100),
                    longest);
            assertTrue(longest < MAX_MILLIS, "one answer took " + longest + " ms");
        }
    }

    /** How many milliseconds the answer took. */
    private static double ask(HttpClient client, String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(10))
                .build();
        long begun = System.nanoTime();
        assertEquals(
                200,
                client.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode());
        return (System.nanoTime() - begun) / 1e6;
    }
}

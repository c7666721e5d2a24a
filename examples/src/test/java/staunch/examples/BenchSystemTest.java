package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.tls.pki.LeafRequest;

/** {@code bench} and servers that are not ours: its counts are theirs, to the last handshake. And its own server. */
@Tag("system")
class BenchSystemTest {
    private static final int COUNT = 20;

    @TempDir
    static Path folder;

    private static TestAuthority authority;
    private static TestAuthority.PemFiles identity;

    @BeforeAll
    static void issue() {
        authority = new TestAuthority(folder, "Bench");
        identity = authority.issue("server", LeafRequest.forServer("localhost", "127.0.0.1"));
    }

    /** What the client counted: before measuring and while it did. */
    private record Counted(long done, long full, long resumed, String json) {
        static Counted of(ExternalProgram.Outcome outcome) {
            String json = outcome.output();
            Counted measured = part(json, "measured");
            Counted before = part(json, "before");
            return new Counted(measured.done, measured.full + before.full, measured.resumed + before.resumed, json);
        }

        private static Counted part(String json, String name) {
            Matcher found = Pattern.compile("\"" + name + "\":\\{\"done\":(\\d+),\"full\":(\\d+),\"resumed\":(\\d+)")
                    .matcher(json);
            assertTrue(found.find(), json);
            return new Counted(
                    Long.parseLong(found.group(1)),
                    Long.parseLong(found.group(2)),
                    Long.parseLong(found.group(3)),
                    json);
        }
    }

    private static Counted handshakes(String url, String... options) {
        String[] all = Stream.concat(
                        Stream.of(
                                "bench",
                                "handshakes",
                                "--json",
                                "--ca",
                                authority.file().toString(),
                                url),
                        Stream.of(options))
                .toArray(String[]::new);
        Counted counted = Counted.of(StaunchProgram.run(all));
        assertEquals(COUNT, counted.done(), counted::json);
        return counted;
    }

    @ParameterizedTest
    @CsvSource({"1.2, 0", "1.2, 1", "1.3, 0", "1.3, 1", "1.3, 0.75"})
    void shouldCountAsOpensslDoes(String version, String share) throws Exception {
        String only = version.equals("1.3") ? "-tls1_3" : "-tls1_2";
        try (OpensslServer server = OpensslServer.start(folder, identity, "-www", only)) {
            Counted counted =
                    handshakes(server.url("localhost"), "--connections", "2", "--count", "" + COUNT, "--resume", share);
            String page = StaunchProgram.run("get", "--ca", authority.file().toString(), server.url("localhost"))
                    .expectSuccess()
                    .output();
            // Of which one is the handshake of who asks.
            assertEquals(counted.full() + counted.resumed() + 1, statistic(page, "server accepts that finished"));
            assertEquals(counted.resumed(), statistic(page, "session cache hits"), page);
            assertEquals(Math.round(COUNT * Double.parseDouble(share)), counted.resumed(), counted::json);
        }
    }

    private static long statistic(String page, String name) {
        Matcher found = Pattern.compile("(\\d+) " + Pattern.quote(name)).matcher(page);
        assertTrue(found.find(), page);
        return Long.parseLong(found.group(1));
    }

    @ParameterizedTest
    @CsvSource({"1.2, 0", "1.2, 1", "1.3, 0", "1.3, 1", "1.3, 0.75"})
    void shouldCountAsNginxDoes(String version, String share) throws Exception {
        int port = freePort();
        Path log = folder.resolve("access-" + version + "-" + share);
        try (RunningProgram running =
                new Nginx(folder).start("""
                log_format sessions '$ssl_protocol $ssl_session_reused';
                server {
                    listen 127.0.0.1:%d ssl;
                    ssl_certificate %s;
                    ssl_certificate_key %s;
                    ssl_protocols TLSv%s;
                    ssl_session_cache builtin;
                    access_log %s sessions;
                    return 204;
                }
                """.formatted(port, identity.chain(), identity.key(), version, log))) {
            StrangeServer.awaitListener(port);
            Counted counted = handshakes(
                    "https://localhost:" + port + "/",
                    "--request",
                    "--connections",
                    "4",
                    "--count",
                    "" + COUNT,
                    "--resume",
                    share);
            List<String> lines = Files.readAllLines(log);
            String protocol = "TLSv" + version;
            assertEquals(
                    counted.full(),
                    lines.stream().filter((protocol + " .")::equals).count(),
                    lines::toString);
            assertEquals(
                    counted.resumed(),
                    lines.stream().filter((protocol + " r")::equals).count());
            assertEquals(counted.full() + counted.resumed(), lines.size(), running::output);
            assertEquals(Math.round(COUNT * Double.parseDouble(share)), counted.resumed(), counted::json);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    /** Its own server, by its own words, and Ctrl-C: what there is is printed, and that it is not all. */
    @Test
    void shouldServeAndPrintWhatThereIsOnInterrupt() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home of bench"));
        ExternalProgram staunch = StaunchProgram.withHome(home);
        try (RunningProgram server = RunningProgram.start(staunch, "bench", "server", "--port", "0", "--loops", "1")) {
            String url = server.await("^Serving (https://localhost:\\d+/plaintext) and ")
                    .group(1);
            String own = home.resolve("config/staunch/ca.pem").toString();
            assertEquals(
                    "Hello, World!",
                    StaunchProgram.run("get", "--ca", own, url).expectSuccess().output());
            try (RunningProgram client = RunningProgram.start(
                    staunch, "bench", "handshakes", "--ca", own, url, "--rate", "5", "--seconds", "600")) {
                client.await("^Handshakes with localhost:\\d+, SunJSSE, .*: measuring; Ctrl-C ends it");
                client.interrupt();
                client.expectEnd(130);
                client.await("^ +done +\\d+ handshakes in ");
                client.await("^No headline:");
                client.await("^ +it was interrupted$");
            }
            try (RunningProgram client = RunningProgram.start(
                    staunch, "bench", "idle", "--ca", own, url, "--connections", "2", "--seconds", "600")) {
                client.await("^Idle connections to localhost:\\d+, .*: opening 2, to hold them for 600.0 s; Ctrl-C");
                client.interrupt();
                client.expectEnd(130);
                client.await("^  opened +\\d of 2");
                client.await("^No headline:");
                client.await("^ +it was interrupted$");
            }
            server.interrupt();
            server.expectEnd(130);
        }
    }
}

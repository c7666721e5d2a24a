package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.bench.BenchServer;
import staunch.http.HttpServer;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.tls.TlsServer;
import staunch.tls.pki.LeafRequest;

/** The commands of {@code bench}, with a server in this process: what they count and what they write. */
class BenchCommandsTest {
    @TempDir
    static Path folder;

    private static TestAuthority authority;
    private static Reactor reactor;
    private static HttpServer server;

    @BeforeAll
    static void serve() throws Exception {
        authority = new TestAuthority(folder, "Bench");
        TestAuthority.PemFiles identity = authority.issue("server", LeafRequest.forServer("localhost"));
        reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1));
        server = HttpServer.listen(
                reactor,
                new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0),
                TlsServer.of(InteropPapers.identity(identity)),
                BenchServer.handlerWithUploads(),
                BenchServer.options());
    }

    @AfterAll
    static void end() {
        reactor.close();
    }

    private static String url(String path) {
        return "https://localhost:" + server.port() + path;
    }

    private static ExternalProgram.Outcome bench(String command, String... arguments) {
        return StaunchProgram.run(Stream.concat(
                        Stream.of("bench", command, "--ca", authority.file().toString()), Stream.of(arguments))
                .toArray(String[]::new));
    }

    private static void assertFound(String regex, String text) {
        assertTrue(Pattern.compile(regex).matcher(text).find(), text);
    }

    @ParameterizedTest
    @CsvSource({"requests, /plaintext, 1300", "bulk, /bytes/5000, 500000"})
    void shouldCountWhatWasTransferred(String command, String path, long bytes) {
        String json = bench(command, url(path), "--json", "--count", "100", "--connections", "4")
                .output();
        assertFound("\"measured\":\\{\"done\":100,", json);
        assertFound("\"bytes\":" + bytes + ",", json);
    }

    @Test
    void shouldUploadAsMuchAsItSays() {
        String json = bench(
                        "bulk", url(""), "--up", "--size", "100000", "--json", "--count", "10", "--connections", "2")
                .output();
        assertFound("\"measured\":\\{\"done\":10,", json);
        assertFound("\"bytes\":1000130,", json);
    }

    @Test
    void shouldSayWhatTellsRunsApart() {
        String json = bench("handshakes", url(""), "--json", "--count", "4", "--tls", "1.2", "--resume", "0.5")
                .output();
        assertFound("\"title\":\"Handshakes with localhost:\\d+, SunJSSE, TLS 1.2, 50 % resumed, 16 at once\"", json);
        assertFound("\"provider\":\"SunJSSE\",\"serverKeyType\":\"EC\",\"serverKeyBits\":256,", json);
        String text = bench("requests", url("/plaintext"), "--count", "10", "--rate", "1000", "--connections", "2")
                .output();
        assertFound("^Requests to .* on 2 connections, depth 1, SunJSSE, TLS 1.3 or 1.2, 1000/s\n", text);
    }

    @Test
    void shouldBearTheTitleThatItWasGiven() throws Exception {
        Path log = folder.resolve("titled.hlog");
        String text = bench("handshakes", url(""), "--count", "4", "--title", "before", "--hlog", log.toString())
                .output();
        assertFound("^before\n", text);
        assertFound("^#Staunch bench: before\n", Files.readString(log));
    }

    @Test
    void shouldHoldConnectionsAndLookAtAProcess() {
        ExternalProgram.Outcome outcome = bench(
                "idle",
                url(""),
                "--json",
                "--connections",
                "20",
                "--seconds",
                "0",
                "--settle",
                "0",
                "--pid",
                "" + ProcessHandle.current().pid());
        assertFound("\"opened\":20,\"keptOpen\":20,", outcome.expectSuccess().output());
        assertFound("\"kibPerConnection\":-?[0-9]", outcome.output());
        assertFound("\"clientKibPerConnection\":-?[0-9]", outcome.output());
    }

    @Test
    void shouldWriteLogsToBeJoinedAndShown() throws Exception {
        Path one = folder.resolve("one.hlog");
        Path two = folder.resolve("two.hlog");
        for (Path log : List.of(one, two)) {
            String prefix = folder.resolve("percentiles").toString();
            String text = bench("handshakes", url(""), "--count", "10", "--hlog", log.toString(), "--hgrm", prefix)
                    .output();
            assertFound("\n  done +10 handshakes in ", text);
            boolean holds = !text.contains("No headline:");
            assertFound(
                    "\n#Staunch bench verdict: " + (holds ? "believable" : "no headline\n#Staunch bench reason: .*")
                            + "\n",
                    Files.readString(log));
        }
        assertFound("Percentile", Files.readString(folder.resolve("percentiles-handshake.hgrm")));

        Path joined = folder.resolve("joined.hlog");
        String merged = StaunchProgram.run("bench", "merge", one.toString(), two.toString(), "--out", joined.toString())
                .expectSuccess()
                .output();
        assertFound("total +20 in all", merged);

        Path page = folder.resolve("report.html");
        StaunchProgram.run("bench", "report", one.toString(), joined.toString(), "--out", page.toString())
                .expectSuccess();
        assertFound("<title>Staunch bench</title>", Files.readString(page));
    }

    /** By whatever path. */
    @Test
    void shouldNeitherOverwriteALogNorCountItTwice() throws Exception {
        Path log = Files.writeString(folder.resolve("kept.hlog"), "#Staunch bench: kept\n");
        Path link = Files.createSymbolicLink(folder.resolve("link.hlog"), log);
        for (String command : List.of("merge", "report")) {
            ExternalProgram.Outcome outcome =
                    StaunchProgram.run("bench", command, log.toString(), "--out", link.toString());
            assertEquals(1, outcome.status());
            assertFound("--out .*link.hlog: is .*kept.hlog, which is read: name another file", outcome.errors());
        }
        assertEquals("#Staunch bench: kept\n", Files.readString(log));
        Path joined = folder.resolve("not joined.hlog");
        ExternalProgram.Outcome twice =
                StaunchProgram.run("bench", "merge", log.toString(), link.toString(), "--out", joined.toString());
        assertEquals(1, twice.status());
        assertFound("link.hlog: is given twice", twice.errors());
        assertFalse(Files.exists(joined));
    }

    @Test
    void shouldLeaveWhatItFindsWhenItLooksWhetherItCanWrite() throws Exception {
        Path log = Files.writeString(folder.resolve("earlier.hlog"), "earlier");
        OutputFile.requireWritable("--hlog", log);
        assertEquals("earlier", Files.readString(log));
        OutputFile.requireWritable("--hlog", folder.resolve("new.hlog"));
        assertFalse(Files.exists(folder.resolve("new.hlog")));
    }

    @Test
    void shouldShowARunInWhichNothingSucceeded() throws Exception {
        Path log = folder.resolve("nothing.hlog");
        bench("handshakes", "localhost:1", "--count", "10", "--hlog", log.toString());
        Path page = folder.resolve("nothing.html");
        StaunchProgram.run("bench", "report", log.toString(), "--out", page.toString())
                .expectSuccess();
        assertFound("<em>no headline: .*nothing was done", Files.readString(page));
        String merged = StaunchProgram.run(
                        "bench",
                        "merge",
                        log.toString(),
                        "--out",
                        folder.resolve("merged.hlog").toString())
                .expectSuccess()
                .output();
        assertFound("^nothing succeeded", merged);
    }

    @ParameterizedTest
    @CsvSource({
        "handshakes http://localhost/, is not encrypted",
        "handshakes localhost:1 --connections 40000 --resume, keeps at most",
        "requests localhost:1 --depth 0, at least one request",
        "bulk localhost:1 --size 0, at least one byte",
        "idle localhost:1 --pid 0, cannot be seen",
        "idle localhost:1 --rate 5, --rate has no meaning for idle connections: say with --opening",
        "idle localhost:1 --count 5, --count has no meaning for idle connections: say with --connections",
        "idle localhost:1 --warmup 5, --warmup has no meaning for idle connections",
        "idle localhost:1 --hlog x, --hlog has no meaning for idle connections",
        "idle localhost:1 --hgrm x, --hgrm has no meaning for idle connections",
        "idle localhost:1 --opening 0, at least one at once",
        "handshakes localhost:1 --hlog /nowhere/x, --hlog /nowhere/x cannot be written: NoSuchFile",
        "requests localhost:1 --hgrm /nowhere/x, --hgrm /nowhere/x-total.hgrm cannot be written",
        "requests localhost:1 --hlog /, --hlog /: is a folder",
        "report nowhere.hlog --out /nowhere/r.html, --out /nowhere/r.html cannot be written",
        "report nowhere.hlog --out x, nowhere.hlog: no such file; check the path",
        "merge nowhere.hlog --out /nowhere/x, --out /nowhere/x cannot be written",
        "merge nowhere.hlog --out x, nowhere.hlog: no such file; check the path",
        "server --port 70000, a port is from 0"
    })
    void shouldSayWhatIsWrong(String arguments, String problem) {
        ExternalProgram.Outcome outcome =
                StaunchProgram.run(Stream.concat(Stream.of("bench"), Stream.of(arguments.split(" ")))
                        .toArray(String[]::new));
        assertEquals(1, outcome.status());
        assertEquals(1, outcome.errors().lines().count(), outcome.errors());
        assertTrue(outcome.errors().contains(problem), outcome.errors());
    }
}

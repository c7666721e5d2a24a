package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.Body;
import staunch.http.BodyProducer;
import staunch.http.BodyWriter;
import staunch.http.HttpClient;
import staunch.http.HttpClientOptions;
import staunch.http.Request;
import staunch.http.WholeResponse;
import staunch.http.codec.Method;
import staunch.http.codec.Status;
import staunch.reactor.DeadlineException;
import staunch.reactor.Reactor;
import staunch.tls.TlsClient;

/** The client asks other programs' servers: nginx, plain and by TLS, and Python's {@code http.server}. */
@Tag("system")
class StrangeHttpServerTest {
    private static final String TEXT = "a line of text\n".repeat(10_000);
    private static final int MAX_BYTES = InteropPapers.DATA_BYTES;

    @TempDir
    Path folder;

    private InteropPapers papers;
    private Path root;
    private Reactor reactor;
    private HttpClient client;
    private TlsClient tls;

    @BeforeEach
    void begin() throws IOException {
        papers = new InteropPapers(folder);
        root = Files.createDirectories(folder.resolve("root"));
        Files.copy(papers.dataFile, root.resolve("data"));
        Files.writeString(root.resolve("text.txt"), TEXT);
        reactor = Reactor.start();
        tls = TlsClient.trusting(papers.trust());
        client = client(HttpClientOptions.DEFAULT);
    }

    @AfterEach
    void end() {
        client.close();
        reactor.close();
    }

    private HttpClient client(HttpClientOptions options) {
        return HttpClient.on(reactor, origin -> tls.to(origin.host(), origin.port()), options);
    }

    /** An nginx in its own folder, with the ports that it listens on. */
    private record Server(RunningProgram program, int plainPort, int securePort) implements AutoCloseable {
        String url(boolean secure, String path) {
            return (secure ? "https://localhost:" + securePort : "http://localhost:" + plainPort) + path;
        }

        @Override
        public void close() {
            program.close();
        }
    }

    private Server nginx(String settings) throws Exception {
        int plainPort = StrangeServer.freePort();
        int securePort = StrangeServer.freePort();
        RunningProgram program = new Nginx(folder)
                .start("""
                types { text/plain txt; }
                gzip on;
                gzip_types text/plain;
                client_max_body_size 0;
                server {
                    listen 127.0.0.1:%d;
                    listen 127.0.0.1:%d ssl;
                    ssl_certificate %s;
                    ssl_certificate_key %s;
                    root root;
                    %s
                    location /connection { return 200 $connection; }
                    location /slow/ { alias root/; limit_rate 100; }
                    location /put/ { dav_methods PUT; create_full_put_path on; }
                }
                """.formatted(plainPort, securePort, papers.server.chain(), papers.server.key(), settings));
        StrangeServer.awaitListener(plainPort);
        StrangeServer.awaitListener(securePort);
        return new Server(program, plainPort, securePort);
    }

    private WholeResponse get(String url) throws IOException {
        return client.fetchAndWait(Request.get(url), MAX_BYTES);
    }

    private void checkData(Path file) throws IOException {
        assertEquals("same", InteropPapers.difference(papers.data(), Files.readAllBytes(file)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGetFromNginx(boolean secure) throws Exception {
        try (Server nginx = nginx("")) {
            String connection = get(nginx.url(secure, "/connection")).text();
            byte[] data = papers.data();
            WholeResponse whole = get(nginx.url(secure, "/data"));
            assertEquals("same", InteropPapers.difference(data, whole.body()));

            WholeResponse head = client.fetchAndWait(Request.of(Method.HEAD, nginx.url(secure, "/data")), 0);
            assertEquals(
                    "" + data.length,
                    head.head().fields().first("Content-Length").orElseThrow());

            Request range = Request.get(nginx.url(secure, "/data")).with("Range", "bytes=1000-1999");
            WholeResponse part = client.fetchAndWait(range, MAX_BYTES);
            assertEquals(Status.PARTIAL_CONTENT, part.status());
            assertEquals("same", InteropPapers.difference(Arrays.copyOfRange(data, 1_000, 2_000), part.body()));

            Request notThere = Request.get(nginx.url(secure, "/nothing"));
            assertEquals(
                    Status.NOT_FOUND, client.fetchAndWait(notThere, MAX_BYTES).status());
            assertEquals(connection, get(nginx.url(secure, "/connection")).text());
        }
    }

    /** What nginx compresses it sends in chunks. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDecompressWhatNginxCompresses(boolean secure) throws Exception {
        try (Server nginx = nginx("");
                HttpClient decompressing = client(HttpClientOptions.DEFAULT.withDecompression())) {
            Request text = Request.get(nginx.url(secure, "/text.txt"));
            assertEquals(TEXT, decompressing.fetchAndWait(text, MAX_BYTES).text());

            WholeResponse raw = client.fetchAndWait(text.with("Accept-Encoding", "gzip"), MAX_BYTES);
            assertEquals("gzip", raw.head().fields().first("Content-Encoding").orElseThrow());
            assertEquals(
                    "chunked", raw.head().fields().first("Transfer-Encoding").orElseThrow());
            assertTrue(raw.body().length < TEXT.length() / 10);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void shouldPutToNginx(boolean secure, boolean waitsForContinue) throws Exception {
        try (Server nginx = nginx("")) {
            Request whole = put(nginx.url(secure, "/put/whole"), Body.of(papers.data()), waitsForContinue);
            assertEquals(Status.CREATED, client.fetchAndWait(whole, MAX_BYTES).status());
            checkData(root.resolve("put/whole"));

            Body chunks = new Body.Produced(OptionalLong.empty(), new Repeating(papers.data(), 1));
            Request chunked = put(nginx.url(secure, "/put/chunks"), chunks, waitsForContinue);
            assertEquals(Status.CREATED, client.fetchAndWait(chunked, MAX_BYTES).status());
            checkData(root.resolve("put/chunks"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldPutAHundredMegabytes(boolean secure) throws Exception {
        int times = 100;
        try (Server nginx = nginx("")) {
            Body body = new Body.Produced(
                    OptionalLong.of((long) times * papers.data().length), new Repeating(papers.data(), times));
            Request put = put(nginx.url(secure, "/put/large"), body, false);
            assertEquals(Status.CREATED, client.fetchAndWait(put, MAX_BYTES).status());
            byte[] stored = Files.readAllBytes(root.resolve("put/large"));
            assertEquals(HttpGround.digest(papers.data(), times), HttpGround.digest(stored, 1));
        }
    }

    /** Answered by nginx before it has read the body, and kept by the client although it is still sending. */
    @Test
    void shouldReadARefusalWhileItUploads() throws Exception {
        try (Server nginx = nginx("client_max_body_size 1k;")) {
            for (int i = 0; i < 20; i++) {
                Request put = put(nginx.url(false, "/put/large"), Body.of(papers.data()), false);
                assertEquals(
                        Status.CONTENT_TOO_LARGE,
                        client.fetchAndWait(put, MAX_BYTES).status());
            }
        }
    }

    private static Request put(String url, Body body, boolean waitsForContinue) {
        Request put = Request.of(Method.PUT, url).withBody(body);
        return waitsForContinue ? put.with("Expect", "100-continue") : put;
    }

    /** The two servers in turn: meanwhile nginx closes what is idle, sometimes just when the next request is on its way. */
    @ParameterizedTest
    @ValueSource(strings = {"keepalive_timeout 1ms;", "keepalive_requests 3;", "keepalive_timeout 0;"})
    void shouldNotMindThatNginxClosesConnections(String settings) throws Exception {
        try (Server nginx = nginx(settings)) {
            for (int i = 0; i < 200; i++) {
                assertEquals(Status.OK, get(nginx.url(false, "/connection")).status());
                assertEquals(Status.OK, get(nginx.url(true, "/connection")).status());
            }
        }
    }

    @Test
    void shouldNotWaitLongerThanItsDeadline() throws Exception {
        try (Server nginx = nginx("");
                HttpClient hasty = client(HttpClientOptions.DEFAULT.withRequestTimeoutMillis(500))) {
            String slow = nginx.url(true, "/slow/data");
            assertThrows(DeadlineException.class, () -> hasty.fetchAndWait(Request.get(slow), MAX_BYTES));
            WholeResponse next = hasty.fetchAndWait(Request.get(nginx.url(true, "/connection")), MAX_BYTES);
            assertEquals(Status.OK, next.status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
    void shouldGetFromPython(String protocol) throws Exception {
        RunningProgram python = RunningProgram.start(
                ExternalProgram.onPath("python3"),
                "-u",
                "-m",
                "http.server",
                "0",
                "--bind",
                "127.0.0.1",
                "--protocol",
                protocol,
                "--directory",
                root.toString());
        try (python) {
            String url = "http://localhost:" + python.await("port (\\d+)").group(1);
            for (int i = 0; i < 5; i++) {
                assertEquals(
                        "same",
                        InteropPapers.difference(
                                papers.data(), get(url + "/data").body()));
                WholeResponse head = client.fetchAndWait(Request.of(Method.HEAD, url + "/data"), 0);
                assertEquals(
                        "" + papers.data().length,
                        head.head().fields().first("Content-Length").orElseThrow());
                assertTrue(get(url + "/").text().contains("data"));
                assertEquals(Status.NOT_FOUND, get(url + "/nothing").status());
                Request post = Request.post(url + "/data", "a/b", Body.of("posted"));
                assertEquals(
                        Status.NOT_IMPLEMENTED,
                        client.fetchAndWait(post, MAX_BYTES).status());
            }
        }
    }

    /** The same bytes several times. */
    private static final class Repeating implements BodyProducer {
        private final ByteBuffer bytes;
        private int left;

        Repeating(byte[] bytes, int times) {
            this.bytes = ByteBuffer.wrap(bytes);
            this.left = times;
        }

        @Override
        public void produce(BodyWriter out) {
            while (left > 0 && out.isWritable()) {
                out.write(bytes);
                if (!bytes.hasRemaining()) {
                    bytes.rewind();
                    left--;
                }
            }
            if (left == 0) {
                out.end();
            }
        }
    }
}

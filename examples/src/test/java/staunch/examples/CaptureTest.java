package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import staunch.http.Body;
import staunch.http.BodyProducer;
import staunch.http.BodyWriter;
import staunch.http.Exchange;
import staunch.http.LineWriter;
import staunch.http.Request;
import staunch.http.Response;
import staunch.http.WholeResponse;
import staunch.http.capture.FlowLines;
import staunch.http.capture.HarRecorder;
import staunch.http.capture.PcapRecorder;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.http.codec.Status;

/** Other people's programs read what was recorded of a proxy on sockets: a validator of HAR 1.2, and tshark. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CaptureTest {
    private static final String NODE_MODULES = "/usr/share/nodejs";
    private static final int MAX_BYTES = 1 << 22;
    private static final int EXCHANGES_AT_ONCE = 40;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final LineWriter lines = LineWriter.to(terminal);
    private final byte[] picture = new byte[300_000];
    private RecordedProxy proxy;

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(picture);
        proxy = new RecordedProxy(
                folder,
                this::answer,
                HarRecorder.Options.DEFAULT.withBodies(400_000),
                PcapRecorder.Options.DEFAULT,
                options -> options.withListener(FlowLines.text(lines, ZoneOffset.UTC)),
                options -> options);
    }

    private void answer(Exchange exchange) {
        switch (exchange.request().path()) {
            case "/picture.bin" -> exchange.respond(Response.of(Status.OK, "image/x-noise", picture));
            case "/pieces.txt" ->
                exchange.respond(new Response(
                        Status.OK,
                        Fields.of("Content-Type", "text/plain"),
                        new Body.Produced(OptionalLong.empty(), new Pieces())));
            case "/nothing" -> exchange.respond(Response.of(Status.NO_CONTENT));
            default ->
                exchange.body()
                        .readAll(MAX_BYTES)
                        .thenAccept(body -> exchange.respond(Response.of(Status.OK, "text/plain", body)
                                .with("Set-Cookie", "session=cookie-secret; Secure")));
        }
    }

    /** A body of unknown length. */
    private static final class Pieces implements BodyProducer {
        @Override
        public void produce(BodyWriter out) {
            out.write(ByteBuffer.wrap("piece by piece".getBytes(StandardCharsets.US_ASCII)));
            out.end();
        }

        @Override
        public void finished(boolean whole) {}
    }

    @AfterEach
    void stop() {
        proxy.close();
        lines.close();
    }

    private String url(String target) {
        return "https://origin.test:" + proxy.secure.port() + target;
    }

    private WholeResponse fetch(Request request) throws Exception {
        return proxy.client.fetchAndWait(request, MAX_BYTES);
    }

    /** One of each, and then many at once on both loops; all recordings are closed. */
    private void record() throws Exception {
        fetch(Request.get(url("/picture.bin")));
        fetch(Request.get(url("/pieces.txt?access_token=query-secret&q=x")));
        fetch(Request.get("http://origin.test:" + proxy.plain.port() + "/nothing"));
        fetch(Request.post(
                        url("/form.txt"), "application/x-www-form-urlencoded", Body.of("user=me&password=form-secret"))
                .with("Authorization", "Bearer field-secret"));
        fetch(new Request(
                Method.HEAD, Request.get(url("/picture.bin")).origin(), "/picture.bin", Fields.empty(), Body.NONE));
        assertEquals(
                Status.BAD_GATEWAY,
                fetch(Request.get("https://other.test:" + proxy.secure.port() + "/"))
                        .status());
        List<CompletableFuture<WholeResponse>> atOnce = new ArrayList<>();
        for (int i = 0; i < EXCHANGES_AT_ONCE; i++) {
            Body body = Body.of("number " + i + " ".repeat(i * 100));
            atOnce.add(proxy.client
                    .fetch(Request.post(url("/echo" + i + ".txt"), "text/plain", body), MAX_BYTES)
                    .toCompletableFuture());
        }
        for (CompletableFuture<WholeResponse> answer : atOnce) {
            assertEquals(Status.OK, answer.get().status());
        }
        proxy.endRecording();
        lines.close();
    }

    @Test
    void shouldRecordAValidHttpArchive() throws Exception {
        ExternalProgram node = ExternalProgram.onPath("node", "nodejs").with("NODE_PATH", NODE_MODULES);
        record();
        Path file = proxy.harFile;
        String entries = node.run(
                        "-e",
                        "const h = JSON.parse(require('fs').readFileSync(process.argv[1]));"
                                + "require('har-validator').har(h).then(() => h.log.entries.forEach(e => console.log("
                                + "e.request.method, new URL(e.request.url).pathname, e.response.status,"
                                + " e.response.content.size, e.response.content.encoding || 'text')),"
                                + " e => { console.error(JSON.stringify(e.errors)); process.exit(1); });",
                        file.toString())
                .expectSuccess()
                .output();
        assertTrue(entries.startsWith("GET /picture.bin 200 300000 base64\nGET /pieces.txt 200 14 text\n"), entries);
        assertTrue(entries.contains("GET /nothing 204 0 text\nPOST /form.txt 200 28 text\n"), entries);
        assertTrue(entries.contains("HEAD /picture.bin 200 0 text\nGET / 502 "), entries);
        assertEquals(6 + EXCHANGES_AT_ONCE, entries.lines().count());
        String text = Files.readString(file);
        assertFalse(text.contains("query-secret"));
        assertFalse(text.contains("field-secret"));
        assertFalse(text.contains("cookie-secret"));
        assertTrue(text.contains("user=me&password=[redacted]"));
        assertTrue(text.contains("\"serverIPAddress\":\"127.0.0.1\""));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void shouldRecordPacketsThatTsharkReadsAsHttp() throws Exception {
        ExternalProgram tshark = ExternalProgram.onPath("tshark");
        record();
        String file = proxy.pcapFile.toString();
        String checksums = "-otcp.check_checksum:TRUE";
        String messages = tshark.run(
                        "-r",
                        file,
                        checksums,
                        "-oip.check_checksum:TRUE",
                        "-Nn",
                        "-Y",
                        "http",
                        "-T",
                        "fields",
                        "-e",
                        "tcp.stream",
                        "-e",
                        "http.request.method",
                        "-e",
                        "http.request.uri",
                        "-e",
                        "http.response.code")
                .expectSuccess()
                .output();
        assertTrue(messages.startsWith("0\tGET\t/picture.bin\t\n0\t\t\t200\n"), messages);
        assertEquals(2 * (6 + EXCHANGES_AT_ONCE), messages.lines().count(), messages);
        assertEquals(
                "",
                tshark.run(
                                "-r",
                                file,
                                checksums,
                                "-Y",
                                "tcp.analysis.flags || _ws.malformed || tcp.checksum.status == 0")
                        .expectSuccess()
                        .output());
        Path objects = folder.resolve("objects");
        tshark.run("-r", file, "-q", "--export-objects", "http," + objects).expectSuccess();
        assertArrayEquals(picture, Files.readAllBytes(objects.resolve("picture.bin")));
        assertEquals("piece by piece", Files.readString(objects.resolve("pieces.txt%3faccess_token=query-secret&q=x")));
        assertEquals("number 39" + " ".repeat(3900), Files.readString(objects.resolve("echo39.txt")));
        String names =
                tshark.run("-r", file, "-q", "-z", "hosts").expectSuccess().output();
        assertTrue(names.contains("198.18.0.1\torigin.test"), names);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(proxy.pcapFile)));
    }

    @Test
    void shouldListFlowsOnTheTerminal() throws Exception {
        record();
        String[] listed = terminal.toString(StandardCharsets.UTF_8).split("\n");
        assertEquals(6 + EXCHANGES_AT_ONCE, listed.length);
        assertTrue(
                listed[1].matches(
                        "[0-9:.]{12} 200 GET https://origin.test:[0-9]+/pieces.txt up 0 B, down 14 B, [0-9]+ ms,"
                                + " client TLSv1.3, server TLSv1.3( resumed)?"),
                listed[1]);
    }
}

package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import staunch.http.Exchange;
import staunch.http.HttpClient;
import staunch.http.WholeResponse;
import staunch.http.capture.HarRecorder;
import staunch.http.capture.PcapRecorder;
import staunch.http.codec.Status;
import staunch.http.proxy.Rewriting;
import staunch.http.rewrite.RewriteRule;
import staunch.http.rewrite.RewriteRules;

/** Thousands of exchanges that a proxy rewrites, recorded: tshark and Node find each of them, as it was rewritten. */
@Tag("system")
@Tag("soak")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class CaptureSoakTest {
    private static final int EXCHANGES = 2_000;
    private static final int AT_ONCE = 50;
    private static final int CONNECTIONS = 10;
    /** Each is kept for many exchanges; a few more, if one was closed in between. */
    private static final int CONNECTIONS_OF_A_KEPT_POOL = 4 * CONNECTIONS;

    /** What tshark is to find nothing of; a severity of 0x600000 is a warning. */
    private static final String FAULTS = "tcp.analysis.flags || _ws.malformed || tcp.checksum.status == 0"
            + " || ip.checksum.status == 0 || _ws.expert.severity >= 0x600000";

    private static final int MAX_BYTES = 1 << 20;
    private static final long HELD_BYTES = 256L << 20;

    @TempDir
    Path folder;

    /** The texts that the server was sent, by path. */
    private final Map<String, String> arrived = new ConcurrentHashMap<>();

    /** The proxy's ends of its connections to the server. */
    private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();

    @Test
    void shouldRecordEachExchangeAsItWasRewritten() throws Exception {
        ExternalProgram tshark = ExternalProgram.onPath("tshark");
        ExternalProgram node = ExternalProgram.onPath("node", "nodejs");
        try (RecordedProxy proxy = new RecordedProxy(
                folder,
                this::answer,
                new HarRecorder.Options(MAX_BYTES, HELD_BYTES, false),
                PcapRecorder.Options.DEFAULT.withMaxHeldBytes(HELD_BYTES),
                options -> options.withInterceptor(
                        new Rewriting(RewriteRules.of(List.of(RewriteRule.parse(RewrittenExchange.RULE))))),
                options -> options.withDecompression().withMaxConnectionsPerOrigin(CONNECTIONS))) {
            exchangeAll(proxy.client, "https://origin.test:" + proxy.secure.port());
            proxy.endRecording();
            assertPackets(tshark, proxy.pcapFile.toString());
            assertArchive(node, proxy.harFile.toString());
        }
    }

    // ---- the exchanges ----

    private void answer(Exchange exchange) {
        String path = exchange.request().path();
        connections.add(exchange.remoteAddress());
        boolean zipped = exchange.request().fields().first("Content-Encoding").isPresent();
        exchange.body().readAll(MAX_BYTES).thenAccept(body -> {
            arrived.put(path, zipped ? unzipped(body) : new String(body, StandardCharsets.US_ASCII));
            exchange.respond(RewrittenExchange.of(path).response());
        });
    }

    private static String unzipped(byte[] body) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void exchangeAll(HttpClient client, String server) throws Exception {
        for (int first = 0; first < EXCHANGES; first += AT_ONCE) {
            List<RewrittenExchange> some = IntStream.range(first, first + AT_ONCE)
                    .mapToObj(RewrittenExchange::new)
                    .toList();
            List<CompletableFuture<WholeResponse>> answers = some.stream()
                    .map(each -> client.fetch(each.request(server), MAX_BYTES).toCompletableFuture())
                    .toList();
            for (int i = 0; i < AT_ONCE; i++) {
                WholeResponse answer = answers.get(i).get(1, TimeUnit.MINUTES);
                RewrittenExchange each = some.get(i);
                assertEquals(Status.OK, answer.status(), each::toString);
                assertEquals(RewrittenExchange.rewritten(each.responseText()), answer.text(), each::toString);
                assertEquals(RewrittenExchange.rewritten(each.requestText()), arrived.get(each.path()), each::toString);
            }
        }
        assertEquals(EXCHANGES, arrived.size());
        assertTrue(
                connections.size() > 1 && connections.size() <= CONNECTIONS_OF_A_KEPT_POOL,
                () -> "connections to the server: " + connections.size());
    }

    // ---- what was recorded ----

    private static void assertPackets(ExternalProgram tshark, String file) throws Exception {
        ExternalProgram checking = tshark.first("-r", file, "-otcp.check_checksum:TRUE", "-oip.check_checksum:TRUE");
        assertEquals("", checking.run("-Y", FAULTS).expectSuccess().output());
        String[] messages = checking.run(("-Y http -T fields -e tcp.stream -e http.request.method -e http.request.uri"
                                + " -e http.response.code -e http.file_data")
                        .split(" "))
                .expectSuccess()
                .output()
                .split("\n");
        assertEquals(2 * EXCHANGES, messages.length);
        Map<String, RewrittenExchange> asked = new HashMap<>();
        Set<RewrittenExchange> answered = new HashSet<>();
        for (String message : messages) {
            String[] fields = message.split("\t", -1);
            if (fields[3].isEmpty()) {
                RewrittenExchange each = RewrittenExchange.of(fields[2]);
                assertNull(asked.put(fields[0], each), message);
                assertEquals(each.method().toString(), fields[1]);
                assertBody(each, each.requestText(), fields[4]);
            } else {
                RewrittenExchange each = asked.get(fields[0]);
                assertTrue(each != null && answered.add(each), message);
                assertEquals("200", fields[3], each::toString);
                assertBody(each, each.responseText(), fields[4]);
            }
        }
        assertEquals(EXCHANGES, answered.size());
        assertEquals(EXCHANGES, new HashSet<>(asked.values()).size());
    }

    /** Tshark shows a body as a text, and from version 4.2 on in hexadecimal. */
    private static void assertBody(RewrittenExchange each, String sent, String shown) {
        String expected = RewrittenExchange.rewritten(sent);
        if (!shown.equals(HexFormat.of().formatHex(expected.getBytes(StandardCharsets.US_ASCII)))) {
            assertEquals(expected, shown, each::toString);
        }
    }

    private static void assertArchive(ExternalProgram node, String file) throws Exception {
        String script = "JSON.parse(require('fs').readFileSync(process.argv[1])).log.entries.forEach(e => console.log("
                + "[e.request.method, new URL(e.request.url).pathname, e.response.status,"
                + " (e.request.postData || {text: ''}).text, e.response.content.text].join('\\t')))";
        String[] entries = node.run("-e", script, file).expectSuccess().output().split("\n");
        assertEquals(EXCHANGES, entries.length);
        Set<RewrittenExchange> found = new HashSet<>();
        for (String entry : entries) {
            String[] fields = entry.split("\t", -1);
            RewrittenExchange each = RewrittenExchange.of(fields[1]);
            assertTrue(found.add(each), each::toString);
            assertEquals(each.method() + " 200", fields[0] + " " + fields[2]);
            assertEquals(RewrittenExchange.rewritten(each.requestText()), fields[3], each::toString);
            assertEquals(RewrittenExchange.rewritten(each.responseText()), fields[4], each::toString);
        }
    }
}

package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.codec.Method;
import staunch.http.codec.Status;
import staunch.reactor.CloseCause;

/** What is written for what happens on connections. */
class AccessLogTest {
    private static final AccessFormat SHORT = entry -> entry.asked()
                    .map(asked -> asked.method() + " " + asked.target() + " ")
                    .orElse("")
            + entry.status().code() + " " + entry.bodyBytes() + (entry.whole() ? "" : " cut");

    private final World world = new World();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final LineWriter lines = LineWriter.to(written);

    @AfterEach
    void end() {
        lines.close();
        world.close();
    }

    private RawPeer dial(AccessFormat format, HttpHandler handler) {
        world.serve(handler, HttpServerOptions.DEFAULT, new AccessLog(lines, format));
        return world.dial();
    }

    private List<String> written() {
        lines.close();
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static void hello(Exchange exchange) {
        exchange.respond(Status.OK, "text/plain", "hello");
    }

    @Test
    void shouldWriteALineForEachAnswer() {
        RawPeer client = dial(SHORT, AccessLogTest::hello);
        client.send("GET /a?b HTTP/1.1\r\nHost: h\r\n\r\nHEAD /c HTTP/1.1\r\nHost: h\r\n\r\n");
        world.settle();
        assertEquals(List.of("GET /a?b 200 5", "HEAD /c 200 0"), written());
    }

    @Test
    void shouldSayWhereTheRequestCameFromAndHowLongItTook() {
        RawPeer client = dial(AccessFormat.json(), exchange -> {
            exchange.loop().timer(() -> hello(exchange)).schedule(2_000_000_000L);
        });
        long begun = client.channel().loop().epochMillis();
        client.send("GET / HTTP/1.0\r\n\r\n");
        world.pass(2_001);
        String line = written().get(0);
        InetAddress peer = client.channel().localAddress().getAddress();
        assertTrue(line.contains("\"peer\":\"" + peer.getHostAddress() + "\""), line);
        assertTrue(line.contains("\"version\":\"HTTP/1.0\",\"status\":200,\"bytes\":5,\"seconds\":2.0"), line);
        String time = Instant.ofEpochMilli(begun).toString().replaceFirst("(\\.\\d+)?Z$", "");
        assertTrue(line.contains("\"time\":\"" + time), line);
    }

    @Test
    void shouldWriteThatAnAnswerWasCut() {
        RawPeer client = dial(SHORT, exchange -> exchange.respond(Status.OK, "text/plain", Pattern.bytes(4 << 20)));
        client.channel().pauseReads();
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        world.settle();
        client.channel().abort(CloseCause.of(CloseCause.Kind.CLOSED));
        world.settle();
        String line = written().get(0);
        assertTrue(line.matches("GET / 200 \\d+ cut"), line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /secret\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"})
    void shouldWriteALineForARefusal(String request) {
        RawPeer client = dial(SHORT, AccessLogTest::hello);
        client.send(request);
        world.settle();
        assertEquals(List.of("400 0"), written());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNeverWriteASecret(boolean json) {
        AccessFormat format = json ? AccessFormat.json() : AccessFormat.combined(ZoneOffset.UTC);
        RawPeer client =
                dial(format, exchange -> exchange.respond(Response.of(Status.OK).with("Set-Cookie", "s3cret")));
        client.send("GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer s3cret\r\nCookie: s3cret\r\n"
                + "Proxy-Authorization: s3cret\r\nX-Api-Key: s3cret\r\n\r\n");
        world.settle();
        String line = written().get(0);
        assertTrue(!line.contains("s3cret") && line.contains("200"), line);
    }

    /** A gauge of what is in flight is right only if whatever began also ends. */
    @Test
    void shouldTellTheEndOfAnExchangeThatIsNeverAnswered() {
        RawPeer client = dial(SHORT, exchange -> {});
        client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
        world.settle();
        client.channel().abort(CloseCause.of(CloseCause.Kind.CLOSED));
        world.settle();
        assertEquals(List.of("request /a", "unanswered /a"), world.heard);
        assertEquals(List.of(), written());
    }

    @Test
    void shouldTellTheEndOfAnExchangeWhoseBodyIsRefused() {
        RawPeer client = dial(SHORT, exchange -> exchange.body().discard());
        client.send("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n");
        world.settle();
        assertTrue(client.take().startsWith("HTTP/1.1 400 "));
        assertEquals(List.of("request /a", "rejected 400", "unanswered /a"), world.heard);
        assertEquals(List.of("POST /a 400 0"), written());
    }

    @Test
    void shouldSayWhichRequestHadABodyThatWasTooLongOrTooSlow() {
        HttpServerOptions small = HttpServerOptions.DEFAULT.withLimits(
                HttpServerOptions.DEFAULT.limits().withMaxBodyBytes(5));
        world.serve(exchange -> exchange.body().discard(), small, new AccessLog(lines, SHORT));
        RawPeer tooLong = world.dial();
        tooLong.send("POST /long HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n");
        world.settle();
        RawPeer tooSlow = world.dial();
        tooSlow.send("POST /slow HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhell");
        world.pass(small.bodyTimeoutMillis());
        assertEquals(List.of("POST /long 413 0", "POST /slow 408 0"), written());
    }

    @Test
    void shouldNotTellOfAnExchangeThatNeverBegan() {
        RawPeer client = dial(SHORT, exchange -> {});
        client.send(Method.CONNECT + " h:1 HTTP/1.1\r\nHost: h\r\n\r\n");
        world.settle();
        assertTrue(client.take().startsWith("HTTP/1.1 501 "));
        assertEquals(List.of("rejected 501"), world.heard);
    }
}

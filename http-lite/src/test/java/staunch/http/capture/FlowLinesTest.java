package staunch.http.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import staunch.http.LineWriter;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.http.codec.Status;
import staunch.http.proxy.Flow;
import staunch.http.proxy.FlowScript;

class FlowLinesTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final LineWriter out = LineWriter.to(written);

    private String lines(Function<LineWriter, FlowLines> kind) {
        try (FlowScript script = new FlowScript(kind.apply(out))) {
            Flow flow = script.begin("example.org", Method.GET, "/a?b=c", Fields.empty());
            script.forward(flow, OptionalLong.of(0));
            script.advanceMillis(45);
            script.respond(flow, Status.OK, Fields.empty(), OptionalLong.of(12_345));
            script.responseBody(flow, new byte[12_345]);
            script.end(flow, true);
            Flow tunnel = script.newFlow(Flow.Kind.TUNNEL, "example.com:8443");
            script.beginTunnel(tunnel, "passed: \u001b[2Jh2\n");
            script.advanceMillis(300);
            script.endTunnel(tunnel, 999, 5_000_000);
            Flow failed = script.newFlow(Flow.Kind.HANDSHAKE, "example.net");
            script.fail(failed, new IllegalStateException("bad certificate \u009b"));
            script.end(failed, false);
        }
        out.close();
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldTellPeopleInALineEach() {
        assertEquals("""
                08:49:37.000 200 GET https://example.org/a up 0 B, down 12.3 kB, 45 ms, client TLSv1.3 resumed
                08:49:37.045 --- TUNNEL example.com:8443 up 999 B, down 5.0 MB, 300 ms: passed: \\u001b[2Jh2\\u000a
                08:49:37.345 --- HANDSHAKE https://example.net up 0 B, down 0 B, 0 ms, cut short: bad certificate \\u009b
                """, lines(to -> FlowLines.text(to, ZoneOffset.UTC)));
    }

    @Test
    void shouldTellProgramsInJson() {
        String lines = lines(FlowLines::json).replaceAll("\"id\":\\d+", "\"id\":0");
        assertEquals("""
                {"time":"1994-11-06T08:49:37Z","id":0,"kind":"exchange","client":"127.0.0.1","method":"GET",\
                "url":"https://example.org/a","status":200,"requestBytes":0,"responseBytes":12345,"seconds":0.045000000,\
                "whole":true,"clientTls":{"protocol":"TLSv1.3","cipher":"TLS_AES_128_GCM_SHA256","resumed":true}}
                {"time":"1994-11-06T08:49:37.045Z","id":0,"kind":"tunnel","client":"127.0.0.1",\
                "target":"example.com:8443","requestBytes":999,"responseBytes":5000000,"seconds":0.300000000,\
                "whole":true,"notes":["passed: \\u001b[2Jh2\\n"]}
                {"time":"1994-11-06T08:49:37.345Z","id":0,"kind":"handshake","client":"127.0.0.1",\
                "url":"https://example.net","requestBytes":0,"responseBytes":0,"seconds":0.000000000,"whole":false,\
                "failure":"bad certificate \\u009b"}
                """, lines);
    }

    @Test
    void shouldShowQueriesWhenAsked() {
        String first = lines(to -> FlowLines.text(to, ZoneOffset.UTC).withQueries())
                .lines()
                .findFirst()
                .orElseThrow();
        assertEquals("08:49:37.000 200 GET https://example.org/a?b=c up", first.substring(0, 49));
    }

    @Test
    void shouldBoundWhatIsShownOfAText() {
        assertEquals("x".repeat(200), FlowLines.printable("x".repeat(200)));
        assertEquals("x".repeat(200) + "...", FlowLines.printable("x".repeat(201)));
        out.close();
    }
}

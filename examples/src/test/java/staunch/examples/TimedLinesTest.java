package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import staunch.http.LineWriter;

class TimedLinesTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("::1", 50_000);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final LineWriter writer = LineWriter.to(printed);
    private final TimedLines lines = new TimedLines(writer, ZoneOffset.UTC);

    private String print(String time, String what) {
        lines.print(Instant.parse(time), PEER, what);
        writer.close();
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldBeginALineWithTimeAndPeer() {
        assertEquals("10:00:00.000 ::1 hello\n", print("2026-01-01T10:00:00Z", "hello"));
    }

    @Test
    void shouldNotLetAPeerWriteToTheTerminal() {
        assertEquals("23:59:59.001 ::1 a?[31m??b\n", print("2026-01-01T23:59:59.001Z", "a\u001b[31m\r\nb"));
    }

    /** U+009B is ESC and [ in one, U+202E turns what follows round, U+2028 ends a line. */
    @Test
    void shouldNotLetAPeerDoSoBeyondAsciiEither() {
        assertEquals("10:00:00.000 ::1 a?31m?b?ü\n", print("2026-01-01T10:00:00Z", "a\u009b31m\u202eb\u2028ü"));
    }
}

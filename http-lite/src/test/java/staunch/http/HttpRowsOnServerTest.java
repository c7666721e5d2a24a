package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.http.codec.HttpRows;
import staunch.http.codec.HttpRows.Row;
import staunch.http.codec.Method;
import staunch.http.codec.Status;
import staunch.reactor.InputEnd;

/** The table of requests that a codec is tested with, on a whole server, with something pipelined behind each row. */
class HttpRowsOnServerTest {
    /** Rows that a codec accepts and a server does not. */
    private static final String CONNECT_ROW = "23a";

    private static final int LONG_INPUT_BYTES = 4_000;

    static Stream<Row> rows() {
        return HttpRows.requests().stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldAnswerInOnePiece(Row row) {
        replay(row, Transport.PLAIN, Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldAnswerByteByByte(Row row) {
        replay(row, Transport.PLAIN, row.input().length() > LONG_INPUT_BYTES ? 97 : 1);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldAnswerOverTls(Row row) {
        replay(row, Transport.TLS, Integer.MAX_VALUE);
        replay(row, Transport.TLS, row.input().length() > LONG_INPUT_BYTES ? 4_999 : 7);
    }

    private static void replay(Row row, Transport transport, int pieceBytes) {
        try (World world = new World(transport)) {
            world.serve(HttpRowsOnServerTest::echo, HttpServerOptions.DEFAULT.withLimits(HttpRows.LIMITS));
            RawPeer client = world.dial();
            feed(world, client, row.input() + HttpRows.BEHIND, pieceBytes);
            boolean accepted = row.isAccepted() && !row.number().equals(CONNECT_ROW);
            if (accepted) {
                judgeAccepted(world, client, row);
            } else {
                judgeRefused(world, client, row);
            }
        }
    }

    private static void feed(World world, RawPeer client, String input, int pieceBytes) {
        byte[] bytes = input.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < bytes.length; at += pieceBytes) {
            client.send(bytes, at, Math.min(pieceBytes, bytes.length - at));
            world.settle();
            if (pieceBytes == Integer.MAX_VALUE) {
                break;
            }
        }
    }

    private static void judgeAccepted(World world, RawPeer client, Row row) {
        String received = client.received();
        assertEquals(List.of(200, 200), statuses(received), () -> row + ": " + received);
        assertTrue(received.contains("[" + row.body() + "]"), () -> row + ": " + received);
        assertTrue(world.heard.get(1).startsWith("GET /behind 200"), () -> row + ": " + world.heard);
        assertTrue(client.inputEnd().isEmpty(), () -> row + ": " + client.inputEnd());
    }

    private static void judgeRefused(World world, RawPeer client, Row row) {
        int status = row.isAccepted() ? 501 : row.status();
        String received = client.received();
        assertEquals(List.of(status), statuses(received), () -> row + ": " + received);
        assertTrue(received.contains("\r\nConnection: close\r\n"), () -> row + ": " + received);
        assertEquals(List.of("rejected " + status), world.heard, row::toString);
        assertFalse(received.contains("/behind"), row::toString);
        assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow(), row::toString);
    }

    private static List<Integer> statuses(String received) {
        return Stream.of(received.split("(?=HTTP/1\\.1 [0-9]{3} )"))
                .filter(part -> part.startsWith("HTTP/1.1 "))
                .map(part -> Integer.parseInt(part.substring(9, 12)))
                .filter(status -> status != 100)
                .toList();
    }

    private static void echo(Exchange exchange) {
        assertFalse(exchange.request().method().equals(Method.CONNECT));
        exchange.body()
                .readAll(1_000)
                .thenAccept(body -> exchange.respond(
                        Status.OK, "text/plain", "[" + new String(body, StandardCharsets.ISO_8859_1) + "]"));
    }
}

package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After ten failed handshakes the eleventh succeeds, and each failure is a line. */
@Tag("system")
class ServeSurvivalTest {
    private static final String FAILED = " 127\\.0\\.0\\.1 no connection: ";

    @TempDir
    Path folder;

    /** What a client sends before it closes, and what the server says of it. */
    private record Bad(byte[] bytes, String reason) {
        static Bad hex(String bytes, String reason) {
            return new Bad(HexFormat.of().parseHex(bytes), reason);
        }

        static Bad text(String text, String reason) {
            return new Bad(text.getBytes(StandardCharsets.US_ASCII), reason);
        }
    }

    @Test
    void shouldServeAfterTenFailedHandshakes() throws Exception {
        List<Bad> bad = List.of(
                Bad.text("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "plain HTTP"),
                Bad.text("garbage, a line of it\n", "not a TLS record: content type 103"),
                Bad.hex("00000000000000", "not a TLS record: content type 0"),
                Bad.hex("", "closed the connection during the TLS handshake"),
                Bad.hex("16030100", "closed the connection during the TLS handshake"),
                Bad.hex("160303ffff", "65535 bytes long"),
                Bad.hex("15030100020228", "handshake_failure"));
        try (Serving serving = Serving.start(folder)) {
            for (int i = 0; i < bad.size(); i++) {
                send(serving.port(), bad.get(i).bytes());
                String line = lineOf(serving, i + 1);
                assertTrue(line.contains(bad.get(i).reason()), line);
            }
            failByClients(serving);
            serving.program().await(FAILED, 10);

            ExternalProgram.onPath("curl")
                    .run("-sS", "--cacert", serving.authority(), serving.url())
                    .expectSuccess();
            serving.program().await("GET / -> 200");
            long failures = Pattern.compile(FAILED)
                    .matcher(serving.program().output())
                    .results()
                    .count();
            assertEquals(10, failures, serving.program()::output);
        }
    }

    private static String lineOf(Serving serving, int failure) throws InterruptedException {
        return serving.program().await(FAILED + ".*", failure).group();
    }

    private static void send(int port, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException reset) {
            // The server need not be polite to these.
        }
    }

    private static void failByClients(Serving serving) throws Exception {
        assertNotEquals(
                0, ExternalProgram.onPath("curl").run("-sS", serving.url()).status());
        assertTrue(lineOf(serving, 8).contains("alert unknown_ca"), serving.program()::output);
        ExternalProgram openssl =
                ExternalProgram.onPath("openssl").first("s_client", "-connect", "localhost:" + serving.port());
        assertNotEquals(0, openssl.run("-tls1_1", "-cipher", "ALL:@SECLEVEL=0").status());
        assertTrue(lineOf(serving, 9).contains("TLSv1.1"), serving.program()::output);
        assertNotEquals(0, openssl.run("-tls1_2", "-cipher", "AES128-SHA").status());
        assertTrue(lineOf(serving, 10).contains("TLS failed: "), serving.program()::output);
    }
}

package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.http.HttpServer;
import staunch.http.HttpServerOptions;
import staunch.http.codec.HttpLimits;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.tls.TlsServer;
import staunch.tls.TlsVersion;

/** A client that uploads 100 MB, and goes on with that until it has read the answer, reads every refusal whole. */
class UploadRefusalTest {
    private static final int UPLOAD_BYTES = 100 << 20;
    private static final int ROUNDS = 20;
    private static final int SOAK_ROUNDS = 1_000;
    private static final HttpServerOptions OPTIONS =
            HttpServerOptions.DEFAULT.withLimits(HttpLimits.forRequests().withMaxBodyBytes(4 << 20));
    private static final byte[] PIECE = new byte[64 << 10];
    private static final String HEAD = "POST /upload HTTP/1.1\r\nHost: localhost\r\n";
    private static final String CHUNK = Integer.toHexString(PIECE.length) + "\r\n";

    enum Refusal {
        /** Before a byte of the body. */
        LENGTH(413, "Content-Length: " + UPLOAD_BYTES + "\r\n\r\n", "", ""),
        /** When more has come than a body may have. */
        CHUNKS(413, "Transfer-Encoding: chunked\r\n\r\n", CHUNK, "\r\n"),
        HEAD(400, "Content-Length: " + UPLOAD_BYTES + "\r\nBad field: x\r\n\r\n", "", ""),
        CHUNK_LINE(400, "Transfer-Encoding: chunked\r\n\r\n", CHUNK, "");

        private final int status;
        private final byte[] head;
        private final byte[] before;
        private final byte[] behind;

        Refusal(int status, String fields, String before, String behind) {
            this.status = status;
            this.head = bytes(UploadRefusalTest.HEAD + fields);
            this.before = bytes(before);
            this.behind = bytes(behind);
        }

        void upload(OutputStream out) throws IOException {
            out.write(head);
            for (int sent = 0; sent < UPLOAD_BYTES; sent += PIECE.length) {
                out.write(before);
                out.write(PIECE);
                out.write(behind);
            }
        }
    }

    @TempDir
    Path folder;

    static Stream<Arguments> refusals() {
        return Stream.of(Refusal.values())
                .flatMap(refusal -> Stream.of(Arguments.of(refusal, false), Arguments.of(refusal, true)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void shouldBeReadWhole(Refusal refusal, boolean tls) throws Exception {
        refuse(refusal, tls, ROUNDS);
    }

    @Tag("soak")
    @ParameterizedTest
    @MethodSource("refusals")
    void shouldBeReadWholeAThousandTimes(Refusal refusal, boolean tls) throws Exception {
        refuse(refusal, tls, SOAK_ROUNDS);
    }

    private void refuse(Refusal refusal, boolean tls, int rounds) throws Exception {
        InteropPapers papers = new InteropPapers(folder);
        JdkSockets sockets = new JdkSockets(papers, papers.client);
        Layer layer = tls ? TlsServer.of(InteropPapers.identity(papers.server)) : Layer.NONE;
        InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (Reactor reactor = Reactor.start()) {
            HttpServer server = HttpServer.listen(
                    reactor, local, layer, exchange -> exchange.body().discard(), OPTIONS);
            for (int round = 0; round < rounds; round++) {
                try (Socket socket = tls
                        ? sockets.connect(server.port(), TlsVersion.TLS_1_3)
                        : new Socket(server.localAddress().getAddress(), server.port())) {
                    check(refusal, talk(refusal, socket), "round " + round);
                }
            }
        }
    }

    private static String talk(Refusal refusal, Socket socket) throws Exception {
        Thread writer = new Thread(() -> {
            try {
                refusal.upload(socket.getOutputStream());
            } catch (IOException refused) {
                // The connection has ended, by the server or, since the answer is read, by this client.
            }
        });
        socket.setSoTimeout(60_000);
        writer.start();
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        socket.close();
        writer.join();
        return answer;
    }

    private static void check(Refusal refusal, String answer, String round) {
        int headEnd = answer.indexOf("\r\n\r\n") + 4;
        assertTrue(answer.startsWith("HTTP/1.1 " + refusal.status + " ") && headEnd > 4, round + ": " + answer);
        assertTrue(answer.contains("\r\nConnection: close\r\n"), round + ": " + answer);
        String length = "\r\nContent-Length: " + (answer.length() - headEnd) + "\r\n";
        assertTrue(answer.contains(length), round + ": " + answer);
        assertEquals(-1, answer.indexOf("HTTP/1.1", headEnd), round + ": " + answer);
    }
}

package staunch.bench.peer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLParameters;
import staunch.bench.BenchServer;

/** The JDK's own server. */
final class JdkHttpsPeer {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int NO_BODY = -1;
    private static final int MAX_IDLE_CONNECTIONS = 100_000;

    private static final byte[] PLAINTEXT = PeerAnswers.plaintext();
    private static final byte[] WHAT_THERE_IS = PeerAnswers.whatThereIs();
    private static final byte[] ZEROS = new byte[PeerAnswers.PIECE_BYTES];

    private JdkHttpsPeer() {}

    static int start(PeerSettings settings) throws IOException, GeneralSecurityException {
        // It has no other way to be told. Its own bounds are 200 idle connections, and 30 seconds.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", Integer.toString(MAX_IDLE_CONNECTIONS));
        System.setProperty("sun.net.httpserver.idleInterval", Integer.toString(PeerSettings.PATIENCE_SECONDS));
        HttpsServer server = HttpsServer.create(PeerSettings.address(), PeerSettings.BACKLOG);
        server.setHttpsConfigurator(new HttpsConfigurator(PeerTls.context(settings.identity())) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setProtocols(PeerTls.versions());
                parameters.setSSLParameters(wanted);
            }
        });
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", JdkHttpsPeer::answer);
        server.start();
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = exchange.getRequestURI().getPath();
            if (target.equals(PeerAnswers.PLAINTEXT_TARGET)) {
                send(exchange, OK, PLAINTEXT);
                return;
            }
            long bytes = BenchServer.bytesAsked(target);
            if (bytes < 0) {
                send(exchange, NOT_FOUND, WHAT_THERE_IS);
            } else {
                sendZeros(exchange, bytes);
            }
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        OutputStream output = begin(exchange, status, PeerAnswers.TEXT, body.length);
        output.write(body);
    }

    private static void sendZeros(HttpExchange exchange, long bytes) throws IOException {
        OutputStream output = begin(exchange, OK, PeerAnswers.BINARY, bytes);
        long left = bytes;
        while (left > 0) {
            int piece = (int) Math.min(ZEROS.length, left);
            output.write(ZEROS, 0, piece);
            left -= piece;
        }
    }

    private static OutputStream begin(HttpExchange exchange, int status, String type, long bytes) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes == 0 ? NO_BODY : bytes);
        return exchange.getResponseBody();
    }
}

package staunch.bench.peer;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import org.xnio.Options;
import org.xnio.Sequence;
import staunch.bench.BenchServer;

/** Undertow; all is answered on its I/O threads, while handshakes are computed on its workers, as it does by itself. */
final class UndertowPeer {
    private static final int NOT_FOUND = 404;
    /** As many as it makes by itself. */
    private static final int WORKERS_PER_LOOP = 8;

    private static final ByteBuffer PLAINTEXT = direct(PeerAnswers.plaintext());
    private static final ByteBuffer WHAT_THERE_IS = direct(PeerAnswers.whatThereIs());

    private UndertowPeer() {}

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    static int start(PeerSettings settings) throws GeneralSecurityException, IOException {
        System.setProperty("org.jboss.logging.provider", "slf4j"); // which has nothing to log to
        int patienceMillis = PeerSettings.PATIENCE_SECONDS * 1000;
        Undertow server = Undertow.builder()
                .setIoThreads(settings.loops())
                .setWorkerThreads(settings.loops() * WORKERS_PER_LOOP)
                .addHttpsListener(0, PeerSettings.address().getHostString(), PeerTls.context(settings.identity()))
                .setSocketOption(Options.SSL_ENABLED_PROTOCOLS, Sequence.of(PeerTls.versions()))
                .setSocketOption(Options.TCP_NODELAY, true)
                .setSocketOption(Options.BACKLOG, PeerSettings.BACKLOG)
                .setServerOption(UndertowOptions.ENABLE_HTTP2, false)
                .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .setServerOption(UndertowOptions.ALWAYS_SET_DATE, true)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, patienceMillis)
                .setServerOption(UndertowOptions.IDLE_TIMEOUT, patienceMillis)
                .setHandler(UndertowPeer::answer)
                .build();
        server.start();
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    private static void answer(HttpServerExchange exchange) {
        String target = exchange.getRequestPath();
        if (target.equals(PeerAnswers.PLAINTEXT_TARGET)) {
            send(exchange, PLAINTEXT.duplicate());
            return;
        }
        long bytes = BenchServer.bytesAsked(target);
        if (bytes < 0) {
            exchange.setStatusCode(NOT_FOUND);
            send(exchange, WHAT_THERE_IS.duplicate());
        } else {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, PeerAnswers.BINARY);
            exchange.setResponseContentLength(bytes);
            new Zeros(bytes).onComplete(exchange, exchange.getResponseSender());
        }
    }

    private static void send(HttpServerExchange exchange, ByteBuffer body) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, PeerAnswers.TEXT);
        exchange.getResponseSender().send(body);
    }

    /** Writes a body of so many zeros, a piece when the one before is sent. */
    private static final class Zeros implements IoCallback {
        private long leftBytes;

        Zeros(long bytes) {
            this.leftBytes = bytes;
        }

        @Override
        public void onComplete(HttpServerExchange exchange, Sender sender) {
            if (leftBytes == 0) {
                exchange.endExchange();
                return;
            }
            ByteBuffer piece = PeerAnswers.zeros(leftBytes);
            leftBytes -= piece.remaining();
            sender.send(piece, this);
        }

        @Override
        public void onException(HttpServerExchange exchange, Sender sender, IOException gone) {
            exchange.endExchange();
        }
    }
}

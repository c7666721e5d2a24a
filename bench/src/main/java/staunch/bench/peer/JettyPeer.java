package staunch.bench.peer;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingNestedCallback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import staunch.bench.BenchServer;

/** Jetty, with the acceptors, selectors and threads that it wants for one processor; its handler does not block. */
final class JettyPeer {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int MAX_THREADS = 16;
    private static final int MIN_THREADS = 4;
    private static final int ACCEPTORS = 1;
    private static final int SELECTORS = 1;

    private static final HttpField TEXT = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, PeerAnswers.TEXT);
    private static final HttpField BINARY = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, PeerAnswers.BINARY);
    private static final ByteBuffer PLAINTEXT = ByteBuffer.wrap(PeerAnswers.plaintext());
    private static final ByteBuffer WHAT_THERE_IS = ByteBuffer.wrap(PeerAnswers.whatThereIs());

    private JettyPeer() {}

    static int start(PeerSettings settings) throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setSslContext(PeerTls.context(settings.identity()));
        tls.setIncludeProtocols(PeerTls.versions());

        Server server = new Server(new QueuedThreadPool(MAX_THREADS, MIN_THREADS));
        ServerConnector connector = new ServerConnector(
                server,
                ACCEPTORS,
                SELECTORS,
                new SslConnectionFactory(tls, "http/1.1"),
                new HttpConnectionFactory(http));
        connector.setHost(PeerSettings.address().getHostString());
        connector.setPort(0);
        connector.setAcceptQueueSize(PeerSettings.BACKLOG);
        connector.setIdleTimeout(PeerSettings.PATIENCE_SECONDS * 1000L);
        server.addConnector(connector);
        server.setHandler(new Answers());
        server.start();
        return connector.getLocalPort();
    }

    private static final class Answers extends Handler.Abstract.NonBlocking {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            String target = request.getHttpURI().getPath();
            if (target.equals(PeerAnswers.PLAINTEXT_TARGET)) {
                send(response, OK, PLAINTEXT.duplicate(), callback);
                return true;
            }
            long bytes = BenchServer.bytesAsked(target);
            if (bytes < 0) {
                send(response, NOT_FOUND, WHAT_THERE_IS.duplicate(), callback);
            } else {
                begin(response, OK, BINARY, bytes);
                new Zeros(response, bytes, callback).iterate();
            }
            return true;
        }

        private static void send(Response response, int status, ByteBuffer body, Callback callback) {
            begin(response, status, TEXT, body.remaining());
            response.write(true, body, callback);
        }

        private static void begin(Response response, int status, HttpField type, long bytes) {
            response.setStatus(status);
            response.getHeaders().put(type);
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes);
        }
    }

    /** Writes a body of so many zeros, a piece when the one before is sent. */
    private static final class Zeros extends IteratingNestedCallback {
        private final Response response;
        private long leftBytes;
        private boolean begun;

        Zeros(Response response, long bytes, Callback callback) {
            super(callback);
            this.response = response;
            this.leftBytes = bytes;
        }

        @Override
        protected Action process() {
            if (begun && leftBytes == 0) {
                return Action.SUCCEEDED;
            }
            begun = true;
            ByteBuffer piece = PeerAnswers.zeros(leftBytes);
            leftBytes -= piece.remaining();
            response.write(leftBytes == 0, piece, this);
            return Action.SCHEDULED;
        }
    }
}

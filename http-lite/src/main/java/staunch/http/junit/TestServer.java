package staunch.http.junit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import staunch.http.Exchange;
import staunch.http.HttpClient;
import staunch.http.HttpHandler;
import staunch.http.HttpServer;
import staunch.http.HttpServerListener;
import staunch.http.HttpServerOptions;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.tls.TlsClient;
import staunch.tls.TlsServer;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.TrustAnchors;

/**
 * An HTTPS server for tests, on a free port of this machine, with an authority of its own, and a client that trusts it.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TestServer server = TestServer.of(exchange -> exchange.respond(Status.OK, "text/plain", "hello"));
 *
 * @Test
 * void shouldGreet() throws IOException {
 *     assertEquals("hello", server.client().fetchAndWait(Request.get(server.url("/")), 1_000).text());
 * }
 * }</pre>
 *
 * <p>In a static field it serves all tests of the class and of those nested in it, in another each test has one of its own. At
 * the end it drains; a request that is still without an answer then, or a buffer that nobody gave back, fails the test. All
 * methods may be called from any thread, while it runs.
 */
public final class TestServer implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    /** How long requests that are under way at the end may still take. */
    public static final long DRAIN_MILLIS = 2_000;

    private static final String HOST = "localhost";

    private final HttpHandler handler;
    private final HttpServerOptions options;
    /** In how many classes, one nested in the other, tests now run; 0 for a server of each test. */
    private int classes;

    private volatile @Nullable Running running;

    private TestServer(HttpHandler handler, HttpServerOptions options) {
        this.handler = handler;
        this.options = options;
    }

    /** A server with the default options. */
    public static TestServer of(HttpHandler handler) {
        return of(handler, HttpServerOptions.DEFAULT);
    }

    /** A server that will run when JUnit says so. */
    public static TestServer of(HttpHandler handler, HttpServerOptions options) {
        return new TestServer(handler, options);
    }

    // ---- for tests ----

    /**
     * The URL of a path here.
     *
     * @param path begins with a slash; may have a query
     */
    public String url(String path) {
        return "https://" + HOST + ":" + port() + path;
    }

    /** Where it listens, on the loopback address. */
    public int port() {
        return running().server().port();
    }

    /** A client that trusts this server, and no other; it ends with it. */
    public HttpClient client() {
        return running().client();
    }

    /** What the authority of this server's certificate vouches for: to be given to another client of Staunch's. */
    public TrustAnchors trust() {
        return running().trust();
    }

    /** A context that trusts this server, and no other: to be given to another client than Staunch's. */
    public SSLContext sslContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust().trustManager()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK without TLS", e);
        }
    }

    private Running running() {
        Running current = running;
        if (current == null) {
            throw new IllegalStateException("the server is not running: put @RegisterExtension on its field");
        }
        return current;
    }

    // ---- for JUnit ----

    @Override
    public synchronized void beforeAll(ExtensionContext context) throws IOException {
        if (classes++ == 0) {
            running = Running.start(handler, options);
        }
    }

    @Override
    public synchronized void beforeEach(ExtensionContext context) throws IOException {
        if (classes == 0) {
            running = Running.start(handler, options);
        }
    }

    @Override
    public synchronized void afterEach(ExtensionContext context) {
        if (classes == 0) {
            end();
        }
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        if (--classes == 0) {
            end();
        }
    }

    private void end() {
        Running ending = running;
        running = null;
        if (ending != null) {
            ending.end();
        }
    }

    /** All that runs between beginning and end. */
    private record Running(
            Reactor reactor, HttpServer server, HttpClient client, TrustAnchors trust, Unanswered unanswered) {
        static Running start(HttpHandler handler, HttpServerOptions options) throws IOException {
            CertificateAuthority authority = CertificateAuthority.create("Staunch test server");
            TlsServer tls = TlsServer.of(authority.issue(LeafRequest.forServer(HOST, "127.0.0.1", "::1")));
            TrustAnchors trust = TrustAnchors.of(List.of(authority.certificate()));
            TlsClient client = TlsClient.trusting(trust);
            Unanswered unanswered = new Unanswered();
            InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1));
            try {
                HttpServer server = HttpServer.listen(
                        reactor,
                        anyPort,
                        tls,
                        handler,
                        options.withDrainIdleMillis(1).withListener(unanswered.and(options.listener())));
                return new Running(
                        reactor,
                        server,
                        HttpClient.on(reactor, origin -> client.to(origin.host(), origin.port())),
                        trust,
                        unanswered);
            } catch (IOException | RuntimeException failure) {
                reactor.close();
                throw failure;
            }
        }

        void end() {
            unanswered.ending = true;
            client.close();
            server.drain(DRAIN_MILLIS).toCompletableFuture().join();
            reactor.close();
            if (!unanswered.requests.isEmpty()) {
                throw new AssertionError("requests without an answer " + DRAIN_MILLIS
                        + " ms after the end of the test: " + unanswered.requests);
            }
        }
    }

    /** Notes what is given up once the test is over; before, a test may well want a client to give up. */
    private static final class Unanswered implements HttpServerListener {
        final Queue<String> requests = new ConcurrentLinkedQueue<>();
        volatile boolean ending;

        @Override
        public void onUnanswered(Exchange exchange) {
            if (ending) {
                requests.add(exchange.toString());
            }
        }
    }
}

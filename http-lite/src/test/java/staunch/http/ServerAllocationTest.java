package staunch.http;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Status;
import staunch.reactor.EventLoop;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.reactor.memory.LeakDetection;
import staunch.tls.TlsServer;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.Identity;
import staunch.tls.pki.LeafRequest;

/** A plain GET with a fixed answer, on a kept connection of a real server: the loop allocates nothing for it. */
class ServerAllocationTest {
    private static final int WARM_UP = 30_000;
    private static final int REQUESTS = 20_000;
    /** What the date of each second, the measurement and the compiler's odd visit may cost, spread over all requests. */
    private static final double TOLERANCE_BYTES = 2;

    /** An object or two of the engine's own, which the compiler may spare the loop around a bare one. */
    private static final double ENGINE_TOLERANCE_BYTES = 100;

    private static final byte[] REQUEST = "GET /plaintext HTTP/1.1\r\nHost: localhost\r\nUser-Agent: test\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    private static final Response ANSWER = Response.of(Status.OK, "text/plain", "Hello, World!");

    private static final byte[] ANSWER_ON_THE_WIRE = ("HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                    + "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 13\r\n\r\nHello, World!")
            .getBytes(StandardCharsets.US_ASCII);

    private final String leakDetection = System.getProperty(LeakDetection.PROPERTY, "");

    /** Which records a stack for each buffer. */
    @BeforeEach
    void turnOffStrictLeakDetection() {
        System.clearProperty(LeakDetection.PROPERTY);
    }

    @AfterEach
    void turnItOn() {
        System.setProperty(LeakDetection.PROPERTY, leakDetection);
    }

    @Test
    void shouldAllocateNothingForAPlainGet() throws Exception {
        double each = bytesForEach(Layer.NONE, SocketFactory.getDefault());
        assertTrue(each < TOLERANCE_BYTES, () -> each + " bytes for each request");
    }

    @Test
    void shouldAllocateNoMoreThanTheEngineThroughTls() throws Exception {
        CertificateAuthority authority = CertificateAuthority.create("Test Root");
        Identity identity = authority.issue(LeafRequest.forServer("localhost"));
        BareEngines bare = new BareEngines(identity, authority.certificate());
        double engines = bare.serverBytesForEach(REQUEST, ANSWER_ON_THE_WIRE, WARM_UP, REQUESTS);
        double each = bytesForEach(TlsServer.of(identity), bare.clientContext().getSocketFactory());
        assertTrue(
                each < engines + ENGINE_TOLERANCE_BYTES,
                () -> each + " bytes for each request, of a bare engine " + engines);
    }

    private static double bytesForEach(Layer layer, SocketFactory sockets) throws Exception {
        try (Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1))) {
            HttpHandler handler = HttpHandler.answering(
                    request -> request.isTarget("/plaintext") ? ANSWER : Response.of(Status.NOT_FOUND));
            InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            HttpServer server = HttpServer.listen(reactor, anyPort, layer, handler);
            try (Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.setTcpNoDelay(true);
                EventLoop loop = reactor.loops().get(0);
                ask(socket, WARM_UP);
                long before = allocatedBytes(loop);
                ask(socket, REQUESTS);
                return (double) (allocatedBytes(loop) - before) / REQUESTS;
            }
        }
    }

    private static long allocatedBytes(EventLoop loop) throws Exception {
        CompletableFuture<Long> bytes = new CompletableFuture<>();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        loop.execute(() -> bytes.complete(threads.getCurrentThreadAllocatedBytes()));
        return bytes.get(10, TimeUnit.SECONDS);
    }

    private static void ask(Socket socket, int requests) throws IOException {
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        byte[] answer = new byte[1_000];
        for (int i = 0; i < requests; i++) {
            out.write(REQUEST);
            String text = new String(answer, 0, in.read(answer), StandardCharsets.US_ASCII);
            // One segment on loopback: the head and the body are one write.
            assertTrue(text.endsWith("\r\n\r\nHello, World!"), text);
        }
    }
}

package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Status;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;

/** A server that was given no reactor leaves no thread behind, so that the program can end. */
class OwnedReactorTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private HttpServer serve() throws IOException {
        return HttpServer.listen(ANY_PORT, Layer.NONE, exchange -> {
            exchange.respond(Status.OK, "text/plain", "hello");
        });
    }

    private static WholeResponse ask(HttpServer server) throws IOException {
        try (Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1));
                HttpClient client = HttpClient.on(reactor, origin -> Layer.NONE)) {
            return client.fetchAndWait(Request.get("http://127.0.0.1:" + server.port() + "/"), 1_000);
        }
    }

    private static List<Thread> loops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("staunch-\\d+-loop-\\d+"))
                .toList();
    }

    private static void awaitEndOfAllBut(List<Thread> before) throws InterruptedException {
        Set<Thread> others = Set.copyOf(before);
        for (Thread thread : loops()) {
            if (!others.contains(thread)) {
                thread.join(TimeUnit.SECONDS.toMillis(30));
                assertTrue(!thread.isAlive(), thread + " runs on");
            }
        }
    }

    @Test
    void shouldEndItsReactorWhenItCannotListen() throws Exception {
        List<Thread> before = loops();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress local = (InetSocketAddress) taken.getLocalSocketAddress();
            assertThrows(BindException.class, () -> HttpServer.listen(local, Layer.NONE, exchange -> {}));
        }
        assertEquals(Set.copyOf(before), Set.copyOf(loops()));
    }

    @Test
    void shouldEndItsReactorWithItself() throws Exception {
        List<Thread> before = loops();
        try (HttpServer server = serve()) {
            assertEquals("hello", ask(server).text());
        }
        awaitEndOfAllBut(before);
    }

    @Test
    void shouldEndItsReactorWhenItHasDrained() throws Exception {
        List<Thread> before = loops();
        HttpServer server = serve();
        assertEquals("hello", ask(server).text());
        assertTrue(server.drain(30_000).toCompletableFuture().get());
        awaitEndOfAllBut(before);
    }
}

package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import staunch.reactor.Channel;

/** TCP that ends without TLS having said so: anybody on the way can bring that about. */
class TruncationTest {
    private final List<Channel> wires = new ArrayList<>();

    private World worldWithTap() {
        return new World(Transport.TLS, handler -> new NotingHandler(handler, wires));
    }

    private CompletableFuture<WholeResponse> truncate(World world, String response) {
        RawPeer server = new RawPeer();
        world.listen(server);
        CompletableFuture<WholeResponse> result =
                world.connect().fetch(Request.get("h", "/"), 100).toCompletableFuture();
        world.until(() -> server.received().endsWith("\r\n\r\n"));
        server.send(response);
        wires.get(0).shutdownOutput();
        world.settle();
        return result;
    }

    @Test
    void shouldNotTakeABodyUntilTheCloseForWholeWithoutCloseNotify() {
        try (World world = worldWithTap()) {
            CompletableFuture<WholeResponse> response = truncate(world, "HTTP/1.1 200 OK\r\n\r\nall of i");
            Throwable failure = response.handle((whole, why) -> why).join();
            assertInstanceOf(LostConnectionException.class, failure);
            assertTrue(failure.getMessage().contains("may be truncated"), failure.getMessage());
        }
    }

    @Test
    void shouldTakeABodyOfKnownLengthForWholeWithoutCloseNotify() {
        try (World world = worldWithTap()) {
            String response = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";
            assertEquals("ok", truncate(world, response).join().text());
        }
    }
}

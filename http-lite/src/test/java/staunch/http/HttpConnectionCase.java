package staunch.http;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The client against a server that says whatever the test wants. */
abstract class HttpConnectionCase {
    static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    static final int MAX_BYTES = 1_000;

    final World world = new World();
    final RawPeer server = new RawPeer();
    HttpConnection connection;

    @BeforeEach
    void begin() {
        world.listen(server);
        connection = world.connect();
        world.until(server::isOpened);
        world.settle();
    }

    @AfterEach
    void end() {
        world.close();
    }

    CompletableFuture<WholeResponse> fetch(Request request) {
        CompletableFuture<WholeResponse> response =
                connection.fetch(request, MAX_BYTES).toCompletableFuture();
        world.settle();
        return response;
    }

    CompletableFuture<WholeResponse> get(String target) {
        return fetch(Request.get("h", target));
    }

    void say(String text) {
        server.send(text);
        world.settle();
    }

    void hangUp() {
        server.channel().shutdownOutput();
        world.settle();
    }

    static <T extends Throwable> T failure(Class<T> type, CompletionStage<?> stage) {
        CompletableFuture<?> future = stage.toCompletableFuture();
        assertTrue(future.isCompletedExceptionally(), () -> "not failed: " + future);
        return assertInstanceOf(type, future.handle((value, failure) -> failure).join());
    }
}

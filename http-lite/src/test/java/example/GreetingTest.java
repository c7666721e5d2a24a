package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import staunch.http.Request;
import staunch.http.WholeResponse;
import staunch.http.codec.Status;
import staunch.http.junit.TestServer;

class GreetingTest {
    @RegisterExtension
    static final TestServer server = TestServer.of(exchange -> exchange.respond(
            Status.OK, "text/plain", "Hello, " + exchange.request().path()));

    @Test
    void shouldGreet() throws IOException {
        WholeResponse response = server.client().fetchAndWait(Request.get(server.url("/you")), 1_000);
        assertEquals("Hello, /you", response.text());
    }
}

package staunch.http;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.http.codec.Status;
import staunch.reactor.ConnectOptions;
import staunch.reactor.DeadlineException;
import staunch.reactor.Layer;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;

/** How the time to connect is shared by addresses that do not answer in it. */
class DialingTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    /** Each way takes 300 ms; whatever does not answer within its share is left for the next, or for good. */
    private static CompletableFuture<WholeResponse> fetch(Simulation simulation, long timeoutMillis, int addresses)
            throws IOException {
        int port = HttpServer.listen(
                        simulation.newReactor(1),
                        new InetSocketAddress(HERE, 0),
                        Layer.NONE,
                        exchange -> exchange.respond(Response.of(Status.OK)))
                .port();
        HttpClientOptions options = HttpClientOptions.DEFAULT
                .withConnect(ConnectOptions.DEFAULT.withConnectTimeoutMillis(timeoutMillis))
                .withResolver(host -> CompletableFuture.completedStage(
                        List.of(HERE, HERE, HERE).subList(0, addresses)));
        HttpClient client = HttpClient.on(simulation.newReactor(1), origin -> Layer.NONE, options);
        return client.fetch(Request.get("http://h:" + port + "/"), 0).toCompletableFuture();
    }

    private static Simulation slowNetwork() {
        return new Simulation(1, FaultProfile.NONE.withDelays(Duration.ofMillis(300), Duration.ofMillis(300)));
    }

    /** What a proxy is asked for is judged here if it is an address, and refused if a proxy might read one in it. */
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, true",
        "127.1, true",
        "0x7f.1, true",
        "2130706433, true",
        "0177.0.0.1, true",
        "1.2.3.999, true",
        "::1, true",
        "::ffff:10.0.0.1, true",
        "8.8.8.8, false",
        "2001:4860:4860::8888, false",
        "example.com, false",
        "a1.example, false"
    })
    void shouldJudgeAnAddressThatAProxyIsAskedFor(String host, boolean refused) {
        AddressGuard notPrivate = address -> {
            InetAddress judged = address.getAddress();
            boolean isPrivate = judged.isLoopbackAddress() || judged.isSiteLocalAddress();
            return isPrivate ? Optional.of("private") : Optional.empty();
        };
        HttpClientOptions options = HttpClientOptions.DEFAULT.withGuard(notPrivate);
        Executable judging = () -> Dialing.requireAllowedLiteral(options, new Origin("http", host, 80));
        if (refused) {
            assertThrows(RefusedAddressException.class, judging);
        } else {
            assertDoesNotThrow(judging);
        }
    }

    @Test
    void shouldGiveEachAddressItsShareAndNoMoreThanTheWhole() throws IOException {
        try (Simulation simulation = slowNetwork()) {
            CompletableFuture<WholeResponse> response = fetch(simulation, 600, 3);
            simulation.runFor(Duration.ofMillis(599));
            assertFalse(response.isDone());
            simulation.runFor(Duration.ofMillis(1));
            assertTrue(response.isCompletedExceptionally());
            Throwable last = response.handle((value, failure) -> failure).join();
            assertInstanceOf(DeadlineException.class, last);
            assertEquals(1, last.getSuppressed().length);
        }
    }

    @Test
    void shouldReachAnAddressThatHasTheTime() throws IOException {
        try (Simulation simulation = slowNetwork()) {
            CompletableFuture<WholeResponse> response = fetch(simulation, 2_000, 1);
            simulation.run(response::isDone);
            assertEquals(Status.OK, response.join().status());
        }
    }
}

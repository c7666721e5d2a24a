package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import staunch.http.HttpClient;
import staunch.http.Request;
import staunch.http.codec.Status;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;

/** When things happened to a flow; on a simulated network, where time passes only when a test says so. */
class FlowTimesTest {
    private static final long REQUEST_MILLIS = 1_500;
    private static final long RESPONSE_MILLIS = 20;

    private final Simulation simulation = new Simulation(1, FaultProfile.NONE);

    /** The loop's own time stands still meanwhile. */
    private final Interceptor blocking = new Interceptor() {
        @Override
        public RequestVerdict onRequest(Flow flow, ProxiedRequest request) {
            simulation.time().advance(Duration.ofMillis(REQUEST_MILLIS));
            return request;
        }

        @Override
        public ResponseVerdict onResponse(Flow flow, ProxiedResponse response) {
            simulation.time().advance(Duration.ofMillis(RESPONSE_MILLIS));
            return response;
        }
    };

    @Test
    void shouldCountTheTimeOfInterceptorsThatBlockTheLoop() {
        try (ProxyInSimulation world = new ProxyInSimulation(simulation, options -> options.withInterceptor(blocking));
                HttpClient client = world.client()) {
            int port = world.serve(exchange -> exchange.respond(Status.OK, "text/plain", "hello"));
            world.await(client.fetch(Request.get("https://" + ProxyInSimulation.ORIGIN + ":" + port + "/"), 100));
            world.until(() -> world.flows.size() == 1);
            Flow flow = world.flows.get(0);
            assertEquals(OptionalLong.of(nanos(REQUEST_MILLIS)), flow.forwardedNanos());
            assertEquals(OptionalLong.of(nanos(REQUEST_MILLIS + RESPONSE_MILLIS)), flow.responseNanos());
            assertEquals(OptionalLong.of(nanos(REQUEST_MILLIS + RESPONSE_MILLIS)), flow.endNanos());
        }
    }

    private static long nanos(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}

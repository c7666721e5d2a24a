package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Rejection;
import staunch.http.codec.Status;
import staunch.reactor.CloseCause;

class ServerMetricsTest {
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private final ServerMetrics metrics = new ServerMetrics();

    private static double millis(Map<String, Object> shown, String percentile) {
        return (Double) ((Map<?, ?>) shown.get("ms")).get(percentile);
    }

    @Test
    void shouldCountAnswersByTheirClass() {
        for (int code : new int[] {101, 200, 204, 301, 404, 500, 503, 599, 700}) {
            metrics.answered(code, 10, 0);
        }
        Map<String, Object> shown = metrics.total();
        assertEquals("{1xx=1, 2xx=2, 3xx=1, 4xx=1, 5xx=4}", shown.get("answers").toString());
        assertEquals(90L, shown.get("body bytes"));
    }

    @Test
    void shouldCountWhatFails() {
        metrics.onRejected(PEER, new Rejection(Status.BAD_REQUEST, "no"));
        metrics.onConnectionFailed(PEER, CloseCause.of(CloseCause.Kind.TIMEOUT));
        assertEquals(
                "Metrics: answers (), cut 0, refused 1, unanswered 0, in flight 0, connections 0, open 0, failed 1,"
                        + " body bytes 0, ms (p50 0.0, p90 0.0, p99 0.0, p99.9 0.0, max 0.0)",
                ServerMetrics.line(metrics.total()));
    }

    @Test
    void shouldShowTheTimesSinceItLastDidAndInTheEndAll() {
        for (int i = 0; i < 99; i++) {
            metrics.answered(200, 0, 2_000_000);
        }
        metrics.answered(200, 0, 400_000_000);
        Map<String, Object> first = metrics.sinceLast();
        assertEquals(2.0, millis(first, "p90"), 0.01);
        assertEquals(400.0, millis(first, "max"), 0.5);
        metrics.answered(200, 0, 8_000_000);
        assertEquals(8.0, millis(metrics.sinceLast(), "p50"), 0.01);
        Map<String, Object> all = metrics.total();
        assertEquals(2.0, millis(all, "p50"), 0.01);
        assertEquals(400.0, millis(all, "max"), 0.5);
    }

    @Test
    void shouldBeReadByMachinesToo() {
        metrics.answered(200, 5, 1_000_000);
        String json = Json.of(metrics.total());
        assertTrue(json.startsWith("{\"answers\":{\"1xx\":0,\"2xx\":1,"), json);
        assertTrue(json.contains("\"ms\":{\"p50\":1.0,"), json);
    }
}

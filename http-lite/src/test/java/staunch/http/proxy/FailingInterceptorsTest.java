package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.http.Origin;
import staunch.http.RawPeer;
import staunch.http.Response;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.http.codec.Status;
import staunch.http.coding.BodyTransform;
import staunch.reactor.Layer;

/** What becomes of an exchange whose interceptors or edits fail, or answer in the server's place; on a simulated network. */
class FailingInterceptorsTest extends ProxyFailuresCase {
    private static BodyEdit failing(boolean atEnd, Exception failure) {
        return notes -> new BodyTransform() {
            @Override
            public boolean transform(ByteBuffer in, ByteBuffer out, Phase phase) throws IOException {
                if (!atEnd || phase == Phase.END) {
                    if (failure instanceof IOException damaged) {
                        throw damaged;
                    }
                    throw (RuntimeException) failure;
                }
                in.position(in.limit());
                return true;
            }

            @Override
            public void close() {}
        };
    }

    private static Stream<Arguments> failures() {
        return Stream.of(true, false)
                .flatMap(atEnd -> Stream.of(new IOException("damaged"), new IllegalStateException("broken"))
                        .map(failure -> Arguments.of(atEnd, failure)));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void shouldCutAnAnswerWhoseEditFails(boolean atEnd, Exception failure) {
        Interceptor interceptor = new Interceptor() {
            @Override
            public ResponseVerdict onResponse(Flow flow, ProxiedResponse response) {
                return response.editing(failing(atEnd, failure));
            }
        };
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withInterceptor(interceptor))) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send(plainGet(port));
            world.hear(world.origin(0), "\r\n\r\n");
            world.origin(0).send(ok("one"));
            world.until(client::isClosed);
            assertFalse(client.received().endsWith("0\r\n\r\n"), client::received);
            assertEquals(failure, world.flows.get(0).failure().orElseThrow());
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void shouldSayThatTheEditOfARequestHasFailed(boolean atEnd, Exception failure) {
        Interceptor interceptor = new Interceptor() {
            @Override
            public RequestVerdict onRequest(Flow flow, ProxiedRequest request) {
                return request.editing(failing(atEnd, failure));
            }
        };
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withInterceptor(interceptor))) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send(post(port, "Content-Length: 3\r\n", "abc"));
            String page = world.hear(client, "</html>");
            assertTrue(page.startsWith(failure instanceof IOException ? "HTTP/1.1 400 " : "HTTP/1.1 500 "), page);
            world.until(world.origin(0)::isClosed);
            assertFalse(world.origin(0).received().contains("0\r\n\r\n"), world.origin(0)::received);
            world.settle();
            assertEquals(failure, world.flows.get(0).failure().orElseThrow());
        }
    }

    @Test
    void shouldAnswer500ForAnInterceptorThatFailsInAnyWay() {
        Queue<RequestVerdict> verdicts = new ArrayDeque<>();
        Interceptor interceptor = new Interceptor() {
            @Override
            public RequestVerdict onRequest(Flow flow, ProxiedRequest request) {
                RequestVerdict verdict = verdicts.poll();
                if (verdict == null) {
                    throw new IllegalStateException("broken");
                }
                return verdict;
            }
        };
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withInterceptor(interceptor))) {
            ProxiedRequest request = new ProxiedRequest(
                    Method.GET,
                    new Origin("http", "origin.test", world.listen(Layer.NONE)),
                    "/",
                    Fields.empty(),
                    List.of());
            verdicts.add(RequestVerdict.later(CompletableFuture.failedStage(new IllegalStateException("broken"))));
            verdicts.add(RequestVerdict.later(CompletableFuture.completedStage(null)));
            verdicts.add(request.with("Content-Length", "7"));
            verdicts.add(RequestVerdict.later(
                    CompletableFuture.completedStage(request.with("Transfer-Encoding", "chunked"))));
            verdicts.add(RequestVerdict.later(CompletableFuture.completedStage(request.withTarget("no path"))));
            verdicts.add(request.withTarget("/a b"));
            verdicts.add(request.editing(notes -> {
                throw new IllegalStateException("broken");
            }));
            RawPeer client = world.dial();
            for (int i = 0; i < 8; i++) {
                String what = "number " + i + ": ";
                client.send(post(80, "Content-Length: 3\r\n", "abc"));
                String page = world.hear(client, "</html>");
                assertTrue(page.startsWith("HTTP/1.1 500 "), () -> what + page);
                client.take();
                if (client.isClosed() || client.inputEnd().isPresent()) {
                    client = world.dial();
                }
            }
        }
    }

    /** An answer that is none is the interceptor's failure too, and the server's is not waited for. */
    @Test
    void shouldAnswer500ForAResponseThatCannotBeOne() {
        Interceptor interceptor = new Interceptor() {
            @Override
            public ResponseVerdict onResponse(Flow flow, ProxiedResponse response) {
                return response.withStatus(Status.CONTINUE);
            }
        };
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withInterceptor(interceptor))) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send(plainGet(port));
            world.hear(world.origin(0), "\r\n\r\n");
            world.origin(0).send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
            assertTrue(world.hear(client, "</html>").startsWith("HTTP/1.1 500 "), client::received);
            world.until(world.origin(0)::isClosed);
        }
    }

    /** Its own end of the server's answer is no failure of the exchange. */
    @Test
    void shouldPutAnotherAnswerInThePlaceOfTheServersLater() {
        CompletableFuture<ResponseVerdict> verdict = new CompletableFuture<>();
        Interceptor interceptor = new Interceptor() {
            @Override
            public ResponseVerdict onResponse(Flow flow, ProxiedResponse response) {
                return ResponseVerdict.later(verdict);
            }
        };
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withInterceptor(interceptor))) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send(plainGet(port));
            world.hear(world.origin(0), "\r\n\r\n");
            world.origin(0).send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
            world.pass(10);
            verdict.complete(ResponseVerdict.replaceBy(Response.of(Status.OK, "text/plain", "instead")));
            assertTrue(world.hear(client, "instead").startsWith("HTTP/1.1 200 "), client::received);
            world.until(world.origin(0)::isClosed);
            world.settle();
            assertEquals(Optional.empty(), world.flows.get(0).failure());
        }
    }

    @Test
    void shouldForgetAVerdictThatComesWhenNobodyWaits() {
        CompletableFuture<RequestVerdict> verdict = new CompletableFuture<>();
        ProxiedRequest[] asked = new ProxiedRequest[1];
        Interceptor interceptor = new Interceptor() {
            @Override
            public RequestVerdict onRequest(Flow flow, ProxiedRequest request) {
                asked[0] = request;
                return RequestVerdict.later(verdict);
            }
        };
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withInterceptor(interceptor))) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send(plainGet(port));
            world.until(() -> asked[0] != null);
            client.channel().abort();
            world.until(() -> world.flows.size() == 1);
            verdict.complete(asked[0]);
            world.pass(1_000);
            assertEquals(0, world.origins.size());
            assertEquals(Optional.empty(), world.flows.get(0).forwarded());
        }
    }

    @Test
    void shouldAnswerInTheServersPlace() {
        Interceptor refusing = new Interceptor() {
            @Override
            public RequestVerdict onRequest(Flow flow, ProxiedRequest request) {
                return RequestVerdict.refuse(Status.FORBIDDEN, "not <here>");
            }
        };
        try (ProxyInSimulation world = new ProxyInSimulation(options -> options.withInterceptor(refusing))) {
            RawPeer client = world.dial();
            client.send(plainGet(80));
            String page = world.hear(client, "</html>");
            assertTrue(page.startsWith("HTTP/1.1 403 ") && page.contains("not &lt;here&gt;"), page);
        }
    }
}

package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import staunch.http.Origin;
import staunch.http.RawPeer;
import staunch.http.Resolver;
import staunch.http.Response;
import staunch.http.codec.Status;
import staunch.tls.TlsException;
import staunch.tls.TlsServer;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.LeafRequest;

/** What interceptors may do for a server that is not there, or is not who it says; on a simulated network. */
class AbsentServersTest extends ProxyFailuresCase {
    private static final Resolver NOWHERE = host -> host.equals(ProxyInSimulation.ORIGIN)
            ? ProxyInSimulation.LOOPBACK.resolve(host)
            : CompletableFuture.failedStage(new UnknownHostException("no such host: " + host));

    /** Answers, refuses and sends elsewhere by the path. */
    private static Interceptor by(Origin elsewhere) {
        return new Interceptor() {
            @Override
            public RequestVerdict onRequest(Flow flow, ProxiedRequest request) {
                return switch (request.target()) {
                    case "/answered" -> RequestVerdict.answer(Response.of(Status.OK, "text/plain", "made up"));
                    case "/refused" -> RequestVerdict.refuse(Status.FORBIDDEN, "not this one");
                    case "/elsewhere" -> request.withOrigin(elsewhere).withTarget("/other");
                    default -> request.with("X", "y");
                };
            }
        };
    }

    private static String ask(String host, String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    @Test
    void shouldLetInterceptorsAnswerForAHostThatIsNotKnown() {
        Origin[] elsewhere = new Origin[1];
        try (ProxyInSimulation world =
                new ProxyInSimulation(options -> options.withResolver(NOWHERE).withInterceptor(new Interceptor() {
                    @Override
                    public RequestVerdict onRequest(Flow flow, ProxiedRequest request) {
                        return by(elsewhere[0]).onRequest(flow, request);
                    }
                }))) {
            int port = world.serve(exchange ->
                    exchange.respond(Status.OK, "text/plain", exchange.request().target() + " of another"));
            elsewhere[0] = new Origin("https", ProxyInSimulation.ORIGIN, port);
            RawPeer client = world.dialIntercepted("nowhere.test", 443);
            client.send(ask("nowhere.test", "/answered"));
            assertTrue(world.hear(client, "made up").startsWith("HTTP/1.1 200 "), client::received);
            client.take();
            client.send(ask("nowhere.test", "/refused"));
            assertTrue(world.hear(client, "</html>").startsWith("HTTP/1.1 403 "), client::received);
            client.take();
            client.send(ask("nowhere.test", "/elsewhere"));
            assertTrue(world.hear(client, "/other of another").startsWith("HTTP/1.1 200 "), client::received);
            client.take();
            client.send(ask("nowhere.test", "/gone"));
            String page = world.hear(client, "</html>");
            assertTrue(page.startsWith("HTTP/1.1 502 ") && page.contains("no such host: nowhere.test"), page);
            world.until(() -> client.inputEnd().isPresent());
            assertEquals(
                    List.of(Optional.empty(), Optional.empty(), Optional.empty()),
                    world.flows.subList(0, 3).stream().map(Flow::failure).toList());
            assertInstanceOf(
                    UnknownHostException.class, world.flows.get(3).failure().orElseThrow());
        }
    }

    /** Who is asked in the name of a host has proven to be that host; for another name than the connection's nobody is asked. */
    @Test
    void shouldTellAServerThatItCannotVerifyNothingAllTheSame() {
        Origin other = new Origin("https", "nowhere.test", 443);
        try (ProxyInSimulation world =
                new ProxyInSimulation(options -> options.withResolver(NOWHERE).withInterceptor(by(other)))) {
            int port = world.listen(TlsServer.of(
                    CertificateAuthority.create("Nobody").issue(LeafRequest.forServer(ProxyInSimulation.ORIGIN))));
            RawPeer client = world.dialIntercepted(port);
            client.send(ask("origin.test:" + port, "/answered"));
            assertTrue(world.hear(client, "made up").startsWith("HTTP/1.1 200 "), client::received);
            client.take();
            client.send(ask("other.test:" + port, "/answered"));
            assertTrue(world.hear(client, "</html>").startsWith("HTTP/1.1 421 "), client::received);
            client.take();
            client.send(ask("origin.test:" + port, "/a"));
            assertTrue(world.hear(client, "</html>").startsWith("HTTP/1.1 502 "), client::received);
            assertInstanceOf(TlsException.class, world.flows.get(2).failure().orElseThrow());
            assertFalse(world.origins.stream().anyMatch(RawPeer::isOpened));
        }
    }
}

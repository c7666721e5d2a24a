package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.http.Origin;
import staunch.http.RawPeer;

/** Of what the proxy answers before there is an exchange somebody hears all the same; on a simulated network. */
class RefusedRequestsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET http://origin.test/ HTTP/1.1~Host: x~~ | 407 | http://origin.test | wants a user and a password
            CONNECT origin.test:8443 HTTP/1.1~Host: x~~ | 407 | https://origin.test:8443 | wants a user and a password
            GET http://origin.test/ HTTP/1.1~Host: x~Proxy-Authorization: Basic c2VjcmV0~~ | 407 | http://origin.test | password is wrong
            CONNECT origin.test:1 HTTP/1.1~Host: x~Proxy-Authorization: Basic c2VjcmV0~~ | 407 | https://origin.test:1 | password is wrong
            """)
    void shouldTellOfAClientWithoutThePassword(String said, int status, String origin, String reason) {
        checkTold(
                new ProxyInSimulation(options -> options.withCredentials(ProxyCredentials.of("ada", "x"))),
                said,
                status,
                origin,
                reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CONNECT localhost HTTP/1.1~Host: x~~ | 400 | CONNECT
            CONNECT localhost:0 HTTP/1.1~Host: x~~ | 400 | CONNECT
            GET http://me:secret@origin.test/ HTTP/1.1~Host: x~~ | 400 | plain host
            garbage secret~~ | 400 | version
            \\026\\003\\001\\002\\000\\001 | 400 | TLS
            HELO secret HTTP/2.0~~ | 505 | HTTP/2.0 is not HTTP/1
            """)
    void shouldTellOfWhatNamesNoServer(String said, int status, String reason) {
        checkTold(new ProxyInSimulation(), said.translateEscapes(), status, "http://staunch.proxy", reason);
    }

    private static void checkTold(ProxyInSimulation opened, String said, int status, String origin, String reason) {
        try (ProxyInSimulation world = opened) {
            RawPeer client = world.dial();
            client.send(said.replace("~", "\r\n"));
            assertTrue(world.hear(client, "\r\n\r\n").startsWith("HTTP/1.1 " + status + " "), client::received);
            assertEquals(1, world.flows.size());
            Flow flow = world.flows.get(0);
            assertEquals(Flow.Kind.REFUSAL, flow.kind());
            assertEquals(origin, flow.origin().toString());
            assertEquals(status, flow.response().orElseThrow().status().code());
            String told = flow.failure().orElseThrow().getMessage();
            assertTrue(told.contains(reason), told);
            assertFalse((told + flow).contains("secret"), told);
        }
    }

    @ParameterizedTest
    @CsvSource({"garbage~~, 400", "GET / HTTP/1.1~Content, 408"})
    void shouldTellForWhomItWasInATunnel(String said, int status) {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.serve(exchange -> {});
            RawPeer client = world.dialIntercepted(port);
            client.send(said.replace("~", "\r\n"));
            assertTrue(world.hear(client, "\r\n\r\n").startsWith("HTTP/1.1 " + status + " "), client::received);
            Flow flow = world.flows.get(0);
            assertEquals(Flow.Kind.REFUSAL, flow.kind());
            assertEquals(Origin.of("https", "origin.test:" + port), flow.origin());
        }
    }

    @Test
    void shouldTellOfATunnelInATunnel() {
        try (ProxyInSimulation world = new ProxyInSimulation()) {
            int port = world.serve(exchange -> {});
            RawPeer client = world.dialIntercepted(port);
            client.send("CONNECT other.test:443 HTTP/1.1\r\nHost: x\r\n\r\n");
            assertTrue(world.hear(client, "\r\n\r\n").startsWith("HTTP/1.1 501 "), client::received);
            assertEquals(Flow.Kind.REFUSAL, world.flows.get(0).kind());
        }
    }
}

package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.reactor.Layer;

/** How many sessions are remembered, for how long, and whether at all. */
class SessionOptionsTest {
    private static boolean resumed(TlsClient client, int port, Layer server) {
        return Reconnection.of(client.to(TlsFixtures.HOST, port), server).resumed();
    }

    @ParameterizedTest
    @CsvSource({
        "SunJSSE, 1.2",
        "SunJSSE, 1.3",
        "BCJSSE, 1.2",
        "BCJSSE, 1.3",
        "Conscrypt, 1.2",
        "Conscrypt, 1.3",
    })
    void shouldResumeNothingWhereEitherSideHasThemOff(String provider, String version) {
        TlsOptions on = Reconnection.options(provider, version);
        TlsOptions off = on.withSessions(SessionOptions.OFF);
        Layer clientOn = Reconnection.client(on);
        Layer clientOff = Reconnection.client(off);
        Layer serverOn = Reconnection.server(on);
        Layer serverOff = Reconnection.server(off);
        for (int i = 0; i < 3; i++) {
            assertFalse(Reconnection.of(clientOff, serverOn).resumed(), "the client has them off");
            assertFalse(Reconnection.of(clientOn, serverOff).resumed(), "the server has them off");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SunJSSE, 1.2",
        "SunJSSE, 1.3",
        "BCJSSE, 1.2",
        "Conscrypt, 1.2",
        "Conscrypt, 1.3",
    })
    void shouldForgetTheOldestOfTooManyServers(String provider, String version) {
        TlsOptions options = Reconnection.options(provider, version);
        Layer server = Reconnection.server(options);
        TlsClient client = TlsClient.trusting(TlsFixtures.TRUST, options.withSessions(new SessionOptions(4, 60)));
        for (int port = 1; port <= 12; port++) {
            assertFalse(resumed(client, port, server));
        }
        assertTrue(resumed(client, 12, server));
        assertFalse(resumed(client, 1, server));
    }

    /** BCJSSE issues no tickets, so it is its servers that remember. */
    @Test
    void shouldForgetTheOldestOfTooManyClients() {
        TlsOptions options = Reconnection.options("BCJSSE", "1.2");
        Layer server = Reconnection.server(options.withSessions(new SessionOptions(4, 60)));
        Layer[] clients = new Layer[6];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = Reconnection.client(options);
            assertFalse(Reconnection.of(clients[i], server).resumed());
        }
        assertTrue(Reconnection.of(clients[5], server).resumed());
        assertFalse(Reconnection.of(clients[0], server).resumed());
    }

    /** The providers go by the system's clock, Conscrypt in whole seconds: a session is resumed until it no longer is. */
    @ParameterizedTest
    @ValueSource(strings = {"SunJSSE", "BCJSSE", "Conscrypt"})
    void shouldForgetWhatIsTooOld(String provider) {
        TlsOptions options = Reconnection.options(provider, "1.2");
        Layer server = Reconnection.server(options);
        Layer client = Reconnection.client(options.withSessions(new SessionOptions(10, 2)));
        long before = System.nanoTime();
        assertFalse(Reconnection.of(client, server).resumed());
        long deadline = System.nanoTime() + 30_000_000_000L;
        int resumed = 0;
        while (Reconnection.of(client, server).resumed()) {
            resumed++;
            assertTrue(System.nanoTime() < deadline, "resumed " + resumed + " times, for 30 seconds");
        }
        assertTrue(System.nanoTime() - before >= 1_000_000_000L, "forgotten too early");
    }

    @Test
    void shouldRefuseWhatMeansSomethingElseToProviders() {
        assertThrows(IllegalArgumentException.class, () -> new SessionOptions(-1, 60));
        assertThrows(IllegalArgumentException.class, () -> new SessionOptions(10, 0));
        assertThrows(IllegalArgumentException.class, () -> new SessionOptions(10, 604_801));
        assertEquals(604_800, new SessionOptions(10, 604_800).lifetimeSeconds());
        assertTrue(SessionOptions.OFF.isOff());
        assertFalse(TlsOptions.DEFAULT.sessions().isOff());
    }
}

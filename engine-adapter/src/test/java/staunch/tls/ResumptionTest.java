package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.reactor.Layer;
import staunch.tls.pki.TrustAnchors;

/** Which sessions are continued, which must not be, and whether it is told aright. */
class ResumptionTest {
    @ParameterizedTest
    @CsvSource({
        // version, client, server, how a session is continued
        "1.2, SunJSSE, SunJSSE, ticket",
        "1.2, SunJSSE, BCJSSE, id",
        "1.2, SunJSSE, Conscrypt, ticket",
        "1.2, BCJSSE, SunJSSE, id",
        "1.2, BCJSSE, BCJSSE, id",
        "1.2, BCJSSE, Conscrypt, id",
        "1.2, Conscrypt, SunJSSE, ticket",
        "1.2, Conscrypt, BCJSSE, id",
        "1.2, Conscrypt, Conscrypt, ticket",
        "1.3, SunJSSE, SunJSSE, psk",
        "1.3, SunJSSE, BCJSSE, never",
        "1.3, SunJSSE, Conscrypt, psk",
        "1.3, BCJSSE, SunJSSE, never",
        "1.3, BCJSSE, BCJSSE, never",
        "1.3, BCJSSE, Conscrypt, never",
        "1.3, Conscrypt, SunJSSE, psk",
        "1.3, Conscrypt, BCJSSE, never",
        "1.3, Conscrypt, Conscrypt, psk",
    })
    void shouldResumeWithBothIdentitiesVisible(String version, String client, String server, String way) {
        Layer from = TlsClient.trusting(TlsFixtures.TRUST, Reconnection.options(client, version))
                .withIdentity(TlsFixtures.CLIENT)
                .to(TlsFixtures.HOST, TlsFixtures.PORT);
        Layer to = TlsServer.of(Reconnection.SERVER, Reconnection.options(server, version))
                .requiringClients(TlsFixtures.TRUST);
        for (int i = 0; i < 3; i++) {
            Reconnection seen = Reconnection.of(from, to);
            assertEquals(i > 0 && !way.equals("never"), seen.resumed(), "connection " + i);
            assertEquals(
                    Reconnection.SERVER.leaf(), seen.client().peerCertificates().get(0));
            assertEquals(
                    TlsFixtures.CLIENT.leaf(), seen.server().peerCertificates().get(0));
            if (version.equals("1.2")) {
                List<Integer> messages = seen.serverMessages();
                assertEquals(i == 0, messages.contains(Reconnection.CERTIFICATE), messages::toString);
                if (i == 0) {
                    assertEquals(
                            way.equals("ticket"),
                            messages.contains(Reconnection.NEW_SESSION_TICKET),
                            messages::toString);
                }
            }
        }
    }

    /** Where certificates are judged, the session is a new one: what no look at the wire can tell in TLS 1.3. */
    @ParameterizedTest
    @CsvSource({
        "SunJSSE, SunJSSE",
        "SunJSSE, Conscrypt",
        "Conscrypt, SunJSSE",
        "Conscrypt, Conscrypt",
    })
    void shouldTellResumptionAfterAHelloRetryRequest(String client, String server) {
        Assumptions.assumeTrue(
                !server.equals("SunJSSE") || Runtime.version().feature() >= 20,
                "SunJSSE lets the groups of one engine be chosen from JDK 20 on");
        Counting trust = new Counting();
        Layer from = layer(context(client, Optional.empty(), trust), true, engine -> {});
        Layer to = layer(
                context(server, Optional.of(Reconnection.SERVER), null),
                false,
                engine -> useOnlyGroup(engine, server, "secp384r1"));
        for (int i = 0; i < 3; i++) {
            int before = trust.judged;
            Reconnection seen = Reconnection.of(from, to);
            assertEquals(i > 0, seen.resumed(), "connection " + i);
            assertEquals(seen.resumed() ? 0 : 1, trust.judged - before);
            assertEquals(Reconnection.SERVER_HELLO, seen.serverMessages().get(0));
            assertTrue(seen.wasRetried(), "the client was asked for another group");
        }
    }

    private static TlsContext context(
            String provider, Optional<staunch.tls.pki.Identity> identity, X509ExtendedTrustManager trust) {
        return new TlsContext(Reconnection.options(provider, "1.3"), identity, trust);
    }

    private static Layer layer(TlsContext context, boolean isClient, Consumer<SSLEngine> settings) {
        SSLParameters parameters = context.parameters();
        return application -> new TlsHandler(
                context,
                () -> {
                    SSLEngine engine = isClient
                            ? context.clientEngine(TlsFixtures.HOST, TlsFixtures.PORT, parameters)
                            : context.serverEngine(parameters);
                    settings.accept(engine);
                    return engine;
                },
                application);
    }

    private static void useOnlyGroup(SSLEngine engine, String provider, String group) {
        String[] groups = {group};
        try {
            if (provider.equals("SunJSSE")) {
                SSLParameters parameters = engine.getSSLParameters();
                SSLParameters.class.getMethod("setNamedGroups", String[].class).invoke(parameters, (Object) groups);
                engine.setSSLParameters(parameters);
            } else {
                Field wrapped = engine.getClass().getDeclaredField("delegate");
                wrapped.setAccessible(true);
                Method setNamedGroups = wrapped.getType().getMethod("setNamedGroups", String[].class);
                setNamedGroups.setAccessible(true);
                setNamedGroups.invoke(wrapped.get(engine), (Object) groups);
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SunJSSE", "BCJSSE", "Conscrypt"})
    void shouldMakeAFullHandshakeWhereTheServerNowSpeaksAnotherVersion(String provider) {
        Layer client = Reconnection.client(TlsOptions.DEFAULT.withProvider(provider));
        Layer newer = Reconnection.server(TlsFixtures.options("1.3"));
        Layer older = Reconnection.server(TlsFixtures.options("1.2"));
        for (Layer server : new Layer[] {newer, older, newer, older}) {
            Reconnection seen = Reconnection.of(client, server);
            assertEquals(server == newer ? "TLSv1.3" : "TLSv1.2", seen.client().protocol());
        }
    }

    // ---- what must not be resumed ----

    @ParameterizedTest
    @CsvSource({
        "SunJSSE, 1.2",
        "SunJSSE, 1.3",
        "BCJSSE, 1.2",
        "Conscrypt, 1.2",
        "Conscrypt, 1.3",
    })
    void shouldNotContinueTheSessionsOfAnotherClient(String provider, String version) {
        TlsOptions options = Reconnection.options(provider, version);
        Layer server = Reconnection.server(options);
        TlsClient client = TlsClient.trusting(TlsFixtures.TRUST, options);
        List<UnaryOperator<TlsClient>> others = List.of(
                same -> TlsClient.trusting(TlsFixtures.TRUST, options),
                same -> TlsClient.trusting(
                        TrustAnchors.of(
                                List.of(TlsFixtures.AUTHORITY.certificate(), TlsFixtures.STRANGER.certificate())),
                        options),
                same -> TlsClient.trustingAnybody(options),
                same -> same.withIdentity(TlsFixtures.CLIENT),
                TlsClient::withoutHostNameCheck,
                // Conscrypt's always send the name.
                provider.equals("Conscrypt") ? TlsClient::withoutHostNameCheck : TlsClient::withoutServerName);
        Layer first = client.to(TlsFixtures.HOST, 443);
        Reconnection.of(first, server);
        for (UnaryOperator<TlsClient> other : others) {
            Layer second = other.apply(client).to(TlsFixtures.HOST, 443);
            assertFalse(Reconnection.of(second, server).resumed(), "what another client began");
            assertTrue(Reconnection.of(second, server).resumed(), "what it began itself");
        }
        assertTrue(Reconnection.of(first, server).resumed());
    }

    @ParameterizedTest
    @CsvSource({
        "SunJSSE, 1.2",
        "SunJSSE, 1.3",
        "BCJSSE, 1.2",
        "Conscrypt, 1.2",
        "Conscrypt, 1.3",
    })
    void shouldNotContinueTheSessionOfAnotherName(String provider, String version) {
        TlsOptions options = Reconnection.options(provider, version);
        Layer server = Reconnection.server(options);
        TlsClient careless = TlsClient.trusting(TlsFixtures.TRUST, options).withoutHostNameCheck();
        Reconnection.of(careless.to(TlsFixtures.HOST, 443), server);
        assertFalse(Reconnection.of(careless.to("other.test", 443), server).resumed());
        assertFalse(Reconnection.of(careless.to(TlsFixtures.HOST, 8443), server).resumed());
        assertTrue(Reconnection.of(careless.to(TlsFixtures.HOST, 443), server).resumed());
    }

    // ---- ends ----

    @ParameterizedTest
    @CsvSource({
        "SunJSSE, 1.2",
        "SunJSSE, 1.3",
        "BCJSSE, 1.2",
        "Conscrypt, 1.2",
        "Conscrypt, 1.3",
    })
    void shouldResumeAfterAnUncleanClose(String provider, String version) {
        TlsOptions options = Reconnection.options(provider, version);
        Layer client = Reconnection.client(options);
        Layer server = Reconnection.server(options);
        assertFalse(
                Reconnection.endedBy(Reconnection.End.TRUNCATED, client, server).resumed());
        assertTrue(Reconnection.endedBy(Reconnection.End.RESET, client, server).resumed(), "after a truncation");
        assertTrue(Reconnection.of(client, server).resumed(), "after a reset");
    }

    /** Believes everybody, and counts how often it was asked. */
    private static final class Counting extends X509ExtendedTrustManager {
        private int judged;

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            judged++;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            judged++;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            judged++;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("no client was asked");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw new CertificateException("no client was asked");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("no client was asked");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

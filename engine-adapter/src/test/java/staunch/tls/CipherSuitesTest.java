package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.reactor.CloseCause;
import staunch.reactor.Layer;
import staunch.tls.pki.Identity;
import staunch.tls.pki.KeyType;
import staunch.tls.pki.LeafRequest;

/** What is spoken unless somebody asks for more, and that more can be had. */
class CipherSuitesTest {
    private static final Identity RSA_SERVER =
            TlsFixtures.AUTHORITY.issue(LeafRequest.forServer(TlsFixtures.HOST).withKeyType(KeyType.RSA_2048));

    private static Layer client(String suite) {
        TlsOptions options = TlsFixtures.options("1.2").withCipherSuites(suite);
        return TlsClient.trusting(TlsFixtures.TRUST, options).to(TlsFixtures.HOST, TlsFixtures.PORT);
    }

    @Test
    void shouldOfferForwardSecrecyAndAuthenticatedEncryptionOnly() {
        TlsContext context = new TlsContext(TlsOptions.DEFAULT, Optional.empty(), null);
        SSLEngine engine = context.clientEngine(TlsFixtures.HOST, TlsFixtures.PORT, context.parameters());
        assertEquals(TlsOptions.DEFAULT_CIPHER_SUITES, List.of(engine.getEnabledCipherSuites()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
                "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"
            })
    void shouldAcceptOlderSuitesOnlyWhereTheyAreNamed(String suite) {
        try (TlsPair pair = new TlsPair().connect(client(suite), TlsServer.of(RSA_SERVER))) {
            pair.untilClosed();
            assertEquals(CloseCause.Kind.HANDSHAKE_FAILED, pair.client.cause().kind());
        }
        for (TlsOptions wide :
                List.of(TlsOptions.DEFAULT.withCipherSuites(suite), TlsOptions.DEFAULT.withCipherSuites())) {
            try (TlsPair pair = new TlsPair().connect(client(suite), TlsServer.of(RSA_SERVER, wide))) {
                pair.untilOpen();
                assertEquals(suite, pair.client.channel.security().orElseThrow().cipherSuite());
            }
        }
    }
}

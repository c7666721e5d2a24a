package staunch.http;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import staunch.reactor.Layer;
import staunch.tls.TlsClient;
import staunch.tls.TlsOptions;
import staunch.tls.TlsServer;
import staunch.tls.TlsVersion;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.Identity;
import staunch.tls.pki.KeyType;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.TrustAnchors;

/** What lies between HTTP and the socket. The handlers above are the same for all. */
enum Transport {
    PLAIN,
    TLS,
    TLS_OVER_TLS;

    private static final String HOST = "staunch.test";
    /** So long that a machine that is busy otherwise does not fail the tests on real sockets. */
    static final long PATIENCE_MILLIS = 600_000;

    private static final TlsOptions OPTIONS = TlsOptions.DEFAULT.withHandshakeTimeoutMillis(PATIENCE_MILLIS);

    /**
     * Made once, from a seed and with Ed25519, whose signatures have one length: so that encrypted lengths do not vary by
     * chance, not even from run to run, and a seed replays.
     */
    private static final class Keys {
        private static final SecureRandom RANDOM = seeded();
        static final CertificateAuthority AUTHORITY =
                CertificateAuthority.create("Test Root", KeyType.ED25519, InstantSource.system(), RANDOM);
        static final Identity IDENTITY =
                AUTHORITY.issue(LeafRequest.forServer(HOST).withKeyType(KeyType.ED25519));

        private static SecureRandom seeded() {
            try {
                SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
                random.setSeed(1);
                return random;
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The two ends of a layer, with no session to resume yet. */
    record Ends(Layer server, Layer client) {}

    Ends ends() {
        Ends ends = new Ends(Layer.NONE, Layer.NONE);
        for (int i = 0; i < ordinal(); i++) {
            ends = over(ends, OPTIONS);
        }
        return ends;
    }

    /** As those of {@link #TLS}, with the version in which the end of one direction is that of both. */
    static Ends endsOfTls12() {
        return over(PLAIN.ends(), OPTIONS.withVersions(TlsVersion.TLS_1_2));
    }

    private static Ends over(Ends below, TlsOptions options) {
        Layer server = TlsServer.of(Keys.IDENTITY, options);
        Layer client = TlsClient.trusting(TrustAnchors.of(List.of(Keys.AUTHORITY.certificate())), options)
                .to(HOST, 443);
        return new Ends(
                application -> below.server().over(server.over(application)),
                application -> below.client().over(client.over(application)));
    }
}

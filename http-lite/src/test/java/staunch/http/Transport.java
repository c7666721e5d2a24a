package staunch.http;

import java.util.List;
import staunch.reactor.Layer;
import staunch.tls.TlsClient;
import staunch.tls.TlsServer;
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

    /** Made once, because the sessions that a context remembers are made to be resumed. */
    private static final class Keys {
        static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Test Root");
        /** The signatures of Ed25519 have one length, so that encrypted lengths do not vary by chance. */
        static final Identity IDENTITY =
                AUTHORITY.issue(LeafRequest.forServer(HOST).withKeyType(KeyType.ED25519));
    }

    /** The two ends of a layer, with no session to resume yet. */
    record Ends(Layer server, Layer client) {}

    Ends ends() {
        Ends ends = new Ends(Layer.NONE, Layer.NONE);
        for (int i = 0; i < ordinal(); i++) {
            ends = over(ends);
        }
        return ends;
    }

    private static Ends over(Ends below) {
        Layer server = TlsServer.of(Keys.IDENTITY);
        Layer client = TlsClient.trusting(TrustAnchors.of(List.of(Keys.AUTHORITY.certificate())))
                .to(HOST, 443);
        return new Ends(
                application -> below.server().over(server.over(application)),
                application -> below.client().over(client.over(application)));
    }
}

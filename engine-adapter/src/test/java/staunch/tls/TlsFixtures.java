package staunch.tls;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.Identity;
import staunch.tls.pki.KeyType;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.TrustAnchors;

/** Certificates for tests, an RSA leaf among them, so that lengths do not vary by chance; and options for them. */
final class TlsFixtures {
    static final String HOST = "server.test";
    static final int PORT = 443;

    static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Test Root");
    static final CertificateAuthority STRANGER = CertificateAuthority.create("Unknown Root");
    static final TrustAnchors TRUST = TrustAnchors.of(List.of(AUTHORITY.certificate()));

    static final Identity SERVER = AUTHORITY.issue(LeafRequest.forServer(HOST).withKeyType(KeyType.RSA_2048));
    static final Identity CLIENT = AUTHORITY.issue(LeafRequest.forClient("a client"));
    static final Identity UNKNOWN_SERVER = STRANGER.issue(LeafRequest.forServer(HOST));
    static final Identity UNKNOWN_CLIENT = STRANGER.issue(LeafRequest.forClient("a stranger"));
    static final Identity EXPIRED_SERVER = AUTHORITY.issue(LeafRequest.forServer(HOST)
            .withValidity(new LeafRequest.Validity(
                    Instant.now().minus(Duration.ofHours(20)), Instant.now().minus(Duration.ofHours(1)))));

    private TlsFixtures() {}

    /** The defaults, with the provider that is tested. */
    static TlsOptions options() {
        return TestProvider.current().options();
    }

    static TlsOptions options(String version) {
        return options().withVersions(version.equals("1.2") ? TlsVersion.TLS_1_2 : TlsVersion.TLS_1_3);
    }
}

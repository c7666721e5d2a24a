package staunch.examples;

import java.nio.file.Path;
import java.time.Instant;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.Identity;
import staunch.tls.pki.KeyType;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.Pem;

/** An authority of a test, and what it issues, as files in one folder. */
final class TestAuthority {
    /**
     * An identity in two files.
     *
     * @param chain the certificates
     * @param key the key
     */
    record PemFiles(String chain, String key) {}

    private final Path folder;
    private final CertificateAuthority authority;

    TestAuthority(Path folder, String name) {
        this.folder = folder;
        this.authority = CertificateAuthority.create(name);
        Pem.writeCertificates(
                folder.resolve(name + ".pem"), authority.identity().chain());
    }

    /** The file of the authority's own certificate. */
    Path file() {
        String name =
                authority.certificate().getSubjectX500Principal().getName().substring("CN=".length());
        return folder.resolve(name + ".pem");
    }

    PemFiles issue(String file, LeafRequest request) {
        return write(file, authority.issue(request));
    }

    /** The chain of the files: the leaf, and an intermediate named Between. */
    PemFiles issueBelowIntermediate(String file, LeafRequest request) {
        return write(
                file, authority.issueIntermediate("Between", KeyType.EC_P256).issue(request));
    }

    PemFiles issueExpired(String file, String name) {
        Instant end = Instant.now().minusSeconds(3600);
        return issue(
                file,
                LeafRequest.forServer(name).withValidity(new LeafRequest.Validity(end.minusSeconds(86_400), end)));
    }

    private PemFiles write(String file, Identity identity) {
        Path chain = folder.resolve(file + ".pem");
        Path key = folder.resolve(file + "-key.pem");
        Pem.writePrivateKey(key, identity.privateKey());
        Pem.writeCertificates(chain, identity.chain());
        return new PemFiles(chain.toString(), key.toString());
    }
}

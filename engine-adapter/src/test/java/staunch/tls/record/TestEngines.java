package staunch.tls.record;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.Identity;
import staunch.tls.pki.KeyType;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.TrustAnchors;

/** Engines of the JDK's default provider with one small certificate. */
final class TestEngines {
    static final String TLS12 = "TLSv1.2";
    static final String TLS13 = "TLSv1.3";

    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Test Root");

    private final SSLContext clientContext;
    private final SSLContext serverContext;
    private final String version;

    /** Contexts of their own, and so sessions of their own. */
    TestEngines(String version) {
        this(version, AUTHORITY, KeyType.EC_P256);
    }

    TestEngines(String version, CertificateAuthority authority, KeyType keyType) {
        Identity identity = authority.issue(LeafRequest.forServer("localhost").withKeyType(keyType));
        try {
            this.version = version;
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry(
                    "leaf", identity.privateKey(), new char[0], identity.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(keys, new char[0]);
            serverContext = context(factory.getKeyManagers(), null);
            clientContext = context(null, new TrustManager[] {
                TrustAnchors.of(List.of(authority.certificate())).trustManager()
            });
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static SSLContext context(KeyManager[] keys, TrustManager[] trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust, null);
        return context;
    }

    SSLEngine client() {
        SSLEngine engine = clientContext.createSSLEngine("localhost", 443);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {version});
        return engine;
    }

    SSLEngine server() {
        SSLEngine engine = serverContext.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(new String[] {version});
        return engine;
    }
}

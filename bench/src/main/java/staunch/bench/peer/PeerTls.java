package staunch.bench.peer;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import staunch.tls.SessionOptions;
import staunch.tls.pki.Identity;

/** TLS for those peers that are given a context of the JDK's. */
final class PeerTls {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private PeerTls() {}

    /** The versions that all speak. */
    static String[] versions() {
        return VERSIONS.clone();
    }

    /** A context of SunJSSE that shows {@code identity} and remembers as many sessions as our own server. */
    static SSLContext context(Identity identity) throws GeneralSecurityException, IOException {
        char[] noPassword = {};
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, noPassword);
        store.setKeyEntry(
                "peer", identity.privateKey(), noPassword, identity.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, noPassword);
        SSLContext context = SSLContext.getInstance("TLS", "SunJSSE");
        context.init(keys.getKeyManagers(), null, null);
        context.getServerSessionContext().setSessionCacheSize(SessionOptions.DEFAULT.maxSessions());
        context.getServerSessionContext().setSessionTimeout(SessionOptions.DEFAULT.lifetimeSeconds());
        return context;
    }
}

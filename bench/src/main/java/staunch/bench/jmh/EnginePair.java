package staunch.bench.jmh;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.Certificate;
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

/** Makes engines for the two ends of connections, with contexts, and so sessions, of their own. */
final class EnginePair {
    private static final String HOST = "localhost";
    private static final int FIRST_PORT = 1;
    private static final int LAST_PORT = 65_535;
    /** So few that a port has long been forgotten when it comes round again. */
    private static final int MAX_SESSIONS = 100;

    private static final char[] NO_PASSWORD = {};

    private final JsseProvider provider;
    private final String[] versions;
    private final Identity identity;
    private final SSLContext clients;
    private final SSLContext servers;
    private int port = FIRST_PORT;

    /** @param version such as {@code TLSv1.3} */
    EnginePair(String provider, KeyType keyType, String version) {
        this.provider = JsseProvider.named(provider);
        this.versions = new String[] {version};
        CertificateAuthority authority = CertificateAuthority.create("Bench Root");
        identity = authority.issue(LeafRequest.forServer(HOST).withKeyType(keyType));
        TrustAnchors trust = TrustAnchors.of(List.of(authority.certificate()));
        try {
            Provider jsse = this.provider.provider();
            clients =
                    context(jsse, new KeyManager[0], new TrustManager[] {this.provider.trusting(trust.trustManager())});
            servers = context(jsse, keyManagers(this.provider.keyManagers(jsse)), new TrustManager[0]);
            clients.getClientSessionContext().setSessionCacheSize(MAX_SESSIONS);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(provider + " makes no engines", e);
        }
    }

    private KeyManager[] keyManagers(KeyManagerFactory factory) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "server", identity.privateKey(), NO_PASSWORD, identity.chain().toArray(Certificate[]::new));
        factory.init(keys, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static SSLContext context(Provider jsse, KeyManager[] keys, TrustManager[] trust)
            throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS", jsse);
        context.init(keys, trust, null);
        return context;
    }

    /** What the servers show, and the clients trust. */
    Identity identity() {
        return identity;
    }

    /** A client's engine that may resume an earlier session. */
    SSLEngine client() {
        return client(FIRST_PORT);
    }

    /** A client's engine that knows of no session: clients look for one by host and port, and this port was not used lately. */
    SSLEngine strangeClient() {
        port = port == LAST_PORT ? FIRST_PORT + 1 : port + 1;
        return client(port);
    }

    private SSLEngine client(int atPort) {
        return configured(clients.createSSLEngine(HOST, atPort), true);
    }

    SSLEngine server() {
        return configured(servers.createSSLEngine(), false);
    }

    private SSLEngine configured(SSLEngine engine, boolean isClient) {
        engine.setUseClientMode(isClient);
        engine.setEnabledProtocols(versions);
        provider.configure(engine);
        return engine;
    }
}

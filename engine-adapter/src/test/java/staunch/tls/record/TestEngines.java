package staunch.tls.record;

import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import staunch.tls.TestProvider;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.Identity;
import staunch.tls.pki.KeyType;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.TrustAnchors;

/** Engines of the provider that is tested with one small certificate. */
final class TestEngines {
    static final String TLS12 = "TLSv1.2";
    static final String TLS13 = "TLSv1.3";

    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Test Root");
    private static final Identity IDENTITY = AUTHORITY.issue(LeafRequest.forServer("localhost"));

    private final TestProvider clientProvider;
    private final TestProvider serverProvider;
    private final SSLContext clientContext;
    private final SSLContext serverContext;
    private final String version;

    /** Contexts of their own, and so sessions of their own. */
    TestEngines(String version) {
        this(version, TestProvider.current(), TestProvider.current());
    }

    TestEngines(String version, TestProvider clientProvider, TestProvider serverProvider) {
        this(version, clientProvider, serverProvider, AUTHORITY, IDENTITY);
    }

    private TestEngines(
            String version,
            TestProvider clientProvider,
            TestProvider serverProvider,
            CertificateAuthority authority,
            Identity identity) {
        this.version = version;
        this.clientProvider = clientProvider;
        this.serverProvider = serverProvider;
        serverContext = serverProvider.context(identity, null);
        clientContext = clientProvider.context(null, TrustAnchors.of(List.of(authority.certificate())));
    }

    /** With an authority and a kind of key that the other tests do not use. */
    static TestEngines with(String version, CertificateAuthority authority, KeyType keyType) {
        TestProvider provider = TestProvider.current();
        Identity identity = authority.issue(LeafRequest.forServer("localhost").withKeyType(keyType));
        return new TestEngines(version, provider, provider, authority, identity);
    }

    /** For what only SunJSSE can be made to send: the client is one of its engines. */
    static TestEngines withClientOfSunJsse(String version) {
        return new TestEngines(version, TestProvider.SUN_JSSE, TestProvider.current());
    }

    SSLEngine client() {
        SSLEngine engine = clientContext.createSSLEngine("localhost", 443);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {version});
        return clientProvider.configured(engine);
    }

    SSLEngine server() {
        SSLEngine engine = serverContext.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(new String[] {version});
        return serverProvider.configured(engine);
    }
}

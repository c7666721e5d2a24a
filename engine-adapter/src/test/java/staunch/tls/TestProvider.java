package staunch.tls;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import staunch.tls.pki.Identity;
import staunch.tls.pki.TrustAnchors;
import staunch.tls.record.EngineProfile;

/**
 * The JSSE providers that the tests run on. The fixtures use the {@linkplain #current current} one, which is SunJSSE but
 * in classes that run on {@link EveryProvider}.
 */
public enum TestProvider {
    SUN_JSSE("SunJSSE", 1),
    BCJSSE("BCJSSE", 16),
    CONSCRYPT("Conscrypt", 16);

    private static volatile TestProvider current = SUN_JSSE;

    private final String jsseName;
    private final int offsetStep;

    TestProvider(String jsseName, int offsetStep) {
        this.jsseName = jsseName;
        this.offsetStep = offsetStep;
    }

    /** The one that the fixtures use now. */
    public static TestProvider current() {
        return current;
    }

    static void use(TestProvider provider) {
        current = provider;
    }

    /** The provider's name. */
    public String jsseName() {
        return jsseName;
    }

    /** How far tests that go through the offsets of a conversation go at a time: each offset, or a sample, or with soak each. */
    public int offsetStep() {
        return System.getProperty("soak") == null ? offsetStep : 1;
    }

    /** What its engines work on. */
    public EngineProfile profile() {
        return EngineProfile.of(jsseName);
    }

    TlsOptions options() {
        return TlsOptions.DEFAULT.withProvider(jsseName);
    }

    TlsOptions options(String version) {
        return options().withVersions(version.equals("1.2") ? TlsVersion.TLS_1_2 : TlsVersion.TLS_1_3);
    }

    /** As {@link #offsetStep}, for tests that are behind the soak flag. */
    int soakStep() {
        return offsetStep;
    }

    /** A context of its own, and so sessions of its own. */
    public SSLContext context(@Nullable Identity identity, @Nullable TrustAnchors trust) {
        try {
            SSLContext context = emptyContext();
            context.init(
                    identity == null ? null : new KeyManager[] {new FixedKeyManager(identity)},
                    trust == null ? null : new TrustManager[] {new ExplainingTrustManager(trust)},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    SSLContext emptyContext() throws NoSuchAlgorithmException {
        return SSLContext.getInstance("TLS", Providers.named(jsseName));
    }

    /** Sets up an engine as clients and servers do. */
    public SSLEngine configured(SSLEngine engine) {
        new EngineSettings(options(), Providers.named(jsseName)).applyTo(engine);
        return engine;
    }

    @Override
    public String toString() {
        return jsseName;
    }
}

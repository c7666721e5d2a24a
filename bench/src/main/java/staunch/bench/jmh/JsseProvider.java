package staunch.bench.jmh;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509TrustManager;

/** The providers of engines. Two of them are measured only if they are on the class path. */
enum JsseProvider {
    SUN("SunJSSE") {
        @Override
        Provider load() {
            return Security.getProvider("SunJSSE");
        }
    },
    BOUNCY_CASTLE("BCJSSE") {
        @Override
        Provider load() throws ReflectiveOperationException {
            Provider cryptography = make("org.bouncycastle.jce.provider.BouncyCastleProvider");
            return type("org.bouncycastle.jsse.provider.BouncyCastleJsseProvider")
                    .getConstructor(Provider.class)
                    .newInstance(cryptography);
        }

        // Its engines name keys in ways that only its own key managers know.
        @Override
        KeyManagerFactory keyManagers(Provider provider) throws NoSuchAlgorithmException {
            return KeyManagerFactory.getInstance("PKIX", provider);
        }

        @Override
        List<String> resumingVersions() {
            return List.of("TLSv1.2");
        }
    },
    CONSCRYPT("Conscrypt") {
        @Override
        Provider load() throws ReflectiveOperationException {
            return make("org.conscrypt.OpenSSLProvider");
        }

        @Override
        X509TrustManager trusting(X509TrustManager trust) {
            return new GenericTrust(trust);
        }

        // Without tickets its servers resume nothing in TLS 1.3.
        @Override
        void configure(SSLEngine engine) {
            try {
                Class.forName("org.conscrypt.Conscrypt")
                        .getMethod("setUseSessionTickets", SSLEngine.class, boolean.class)
                        .invoke(null, engine, true);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("Conscrypt does not take its settings", e);
            }
        }
    };

    private final String jsseName;

    JsseProvider(String jsseName) {
        this.jsseName = jsseName;
    }

    /** The provider of that name. */
    static JsseProvider named(String name) {
        return Arrays.stream(values())
                .filter(provider -> provider.jsseName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no provider " + name + "; there are " + names()));
    }

    private static List<String> names() {
        return Arrays.stream(values()).map(provider -> provider.jsseName).toList();
    }

    /** The names of those that can be measured here. */
    static List<String> present() {
        return Arrays.stream(values())
                .filter(JsseProvider::isPresent)
                .map(provider -> provider.jsseName)
                .toList();
    }

    private boolean isPresent() {
        try {
            load();
            return true;
        } catch (ReflectiveOperationException | LinkageError missing) {
            return false;
        }
    }

    /** A new instance, where it is not the JDK's own. */
    Provider provider() {
        try {
            return load();
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalStateException(jsseName + " is not on the class path, or does not run here", e);
        }
    }

    abstract Provider load() throws ReflectiveOperationException;

    /** Sets up an engine as servers and clients do. */
    void configure(SSLEngine engine) {}

    /** Makes the servers' key managers. Not PKIX of the JDK, which judges its own chain anew for each handshake. */
    KeyManagerFactory keyManagers(Provider provider) throws NoSuchAlgorithmException {
        return KeyManagerFactory.getInstance("SunX509");
    }

    /** The clients' trust, as the engines ask it. */
    X509TrustManager trusting(X509TrustManager trust) {
        return trust;
    }

    /** The versions in which its servers resume sessions. */
    List<String> resumingVersions() {
        return List.of("TLSv1.3", "TLSv1.2");
    }

    private static Provider make(String className) throws ReflectiveOperationException {
        return type(className).getConstructor().newInstance();
    }

    private static Class<? extends Provider> type(String className) throws ClassNotFoundException {
        return Class.forName(className).asSubclass(Provider.class);
    }

    /** What the suites of TLS 1.3 call no key exchange at all is GENERIC to Conscrypt, and UNKNOWN to the JDK. */
    private record GenericTrust(X509TrustManager trust) implements X509TrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            trust.checkServerTrusted(chain, authType.equals("GENERIC") ? "UNKNOWN" : authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            trust.checkClientTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return trust.getAcceptedIssuers();
        }
    }
}

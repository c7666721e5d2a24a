package staunch.tls;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import staunch.reactor.Layer;
import staunch.tls.pki.TrustAnchors;

/** A client that offers some signature schemes only, in TLS 1.3 too, and believes whoever descends from its trust. */
enum PickyClient implements AlgorithmConstraints {
    RSA_ONLY,
    ECDSA_ONLY,
    BOTH;

    Layer to(String host, TrustAnchors trust, TlsOptions options) {
        TlsContext context = new TlsContext(options, Optional.empty(), new ExplainingTrustManager(trust));
        SSLParameters parameters = context.parameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        parameters.setAlgorithmConstraints(this);
        return application -> new TlsHandler(context, () -> context.clientEngine(host, 443, parameters), application);
    }

    @Override
    public boolean permits(
            Set<CryptoPrimitive> primitives, String algorithm, @Nullable AlgorithmParameters parameters) {
        if (!primitives.contains(CryptoPrimitive.SIGNATURE)) {
            return true;
        }
        String name = algorithm.toUpperCase(Locale.ROOT);
        boolean rsa = name.contains("RSA");
        return switch (this) {
            case RSA_ONLY -> rsa;
            case ECDSA_ONLY -> !rsa && !name.contains("ED");
            case BOTH -> true;
        };
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
        return true;
    }

    @Override
    public boolean permits(
            Set<CryptoPrimitive> primitives, String algorithm, Key key, @Nullable AlgorithmParameters parameters) {
        return true;
    }
}

package staunch.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import staunch.tls.pki.Identity;

/** Shows one identity to whoever can use a key of its type; checks nothing again at each handshake. */
final class FixedKeyManager extends X509ExtendedKeyManager {
    private static final String ALIAS = "identity";

    private final Identity identity;
    private final X509Certificate[] chain;
    private final String keyAlgorithm;

    FixedKeyManager(Identity identity) {
        this.identity = identity;
        this.chain = identity.chain().toArray(X509Certificate[]::new);
        this.keyAlgorithm = normal(identity.leaf().getPublicKey().getAlgorithm());
    }

    /**
     * Providers name one and the same kind of key differently: by TLS 1.2's key exchange ({@code EC_RSA}, {@code
     * ECDHE_ECDSA}), or with its curve ({@code EC/secp256r1}).
     */
    private static String normal(String keyType) {
        String[] parts = keyType.toUpperCase(Locale.ROOT).split("[_/]", -1);
        String key = parts.length > 1 && parts[0].endsWith("DHE") ? parts[1] : parts[0];
        return switch (key) {
            case "EDDSA", "ED25519", "ED448" -> "EDDSA";
            case "ECDSA" -> "EC";
            default -> key;
        };
    }

    private @Nullable String aliasFor(String... keyTypes) {
        for (String keyType : keyTypes) {
            if (normal(keyType).equals(keyAlgorithm)) {
                return ALIAS;
            }
        }
        return null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return aliasFor(keyType);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return aliasFor(keyTypes);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return aliasFor(keyType);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return aliasFor(keyTypes);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return chain.clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identity.privateKey();
    }
}

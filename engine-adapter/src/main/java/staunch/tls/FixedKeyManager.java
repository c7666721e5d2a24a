package staunch.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import staunch.tls.pki.Identity;

/**
 * Shows one identity to whoever can use a key of its type; checks nothing again at each handshake. Where there are several
 * identities, the choice is made before there is an engine, and each has a key manager of its own: what providers tell
 * theirs of the client differs, and what the client sent is the same for all.
 */
final class FixedKeyManager extends X509ExtendedKeyManager {
    private static final String ALIAS = "identity";

    private final Identity identity;
    private final X509Certificate[] chain;
    private final LeafKey key;
    private final String algorithm;

    FixedKeyManager(Identity identity) {
        this.identity = identity;
        this.chain = identity.chain().toArray(X509Certificate[]::new);
        this.key = LeafKey.of(identity.leaf().getPublicKey());
        this.algorithm = identity.leaf().getPublicKey().getAlgorithm();
    }

    private @Nullable String aliasFor(String... keyTypes) {
        for (String keyType : keyTypes) {
            if (key.isCalled(keyType) || algorithm.equalsIgnoreCase(keyType)) {
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

package staunch.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import staunch.reactor.ChannelHandler;
import staunch.reactor.Layer;
import staunch.tls.pki.Identity;
import staunch.tls.record.ClientHello;
import staunch.tls.record.CodePoints;

/**
 * An identity as it is shown to clients: with the context in which the sessions begun under it are remembered, so that
 * none is ever resumed under another.
 */
final class ShownIdentity implements Layer {
    private static final int TLS_1_3 = 0x0304;
    private static final Set<Integer> PSS = Set.of(0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b);

    /** How the algorithms of signatures in certificates are offered (RFC 8446 §4.2.3). */
    private static final Map<String, Set<Integer>> SCHEMES_BY_ALGORITHM = Map.ofEntries(
            Map.entry("1.2.840.113549.1.1.5", Set.of(0x0201)),
            Map.entry("1.2.840.113549.1.1.10", PSS),
            Map.entry("1.2.840.113549.1.1.11", Set.of(0x0401)),
            Map.entry("1.2.840.113549.1.1.12", Set.of(0x0501)),
            Map.entry("1.2.840.113549.1.1.13", Set.of(0x0601)),
            Map.entry("1.2.840.10045.4.1", Set.of(0x0203)),
            Map.entry("1.2.840.10045.4.3.2", Set.of(0x0403)),
            Map.entry("1.2.840.10045.4.3.3", Set.of(0x0503)),
            Map.entry("1.2.840.10045.4.3.4", Set.of(0x0603)),
            Map.entry("1.3.101.112", Set.of(0x0807)),
            Map.entry("1.3.101.113", Set.of(0x0808)));

    private final TlsContext context;
    private final SSLParameters parameters;
    private final LeafKey key;
    private final List<Set<Integer>> schemesOfChain;

    ShownIdentity(Identity identity, TlsContext context, SSLParameters parameters) {
        this.context = context;
        this.parameters = parameters;
        this.key = LeafKey.of(identity.leaf().getPublicKey());
        this.schemesOfChain = identity.chain().stream()
                .filter(certificate -> !isSignedByItself(certificate))
                .map(certificate -> SCHEMES_BY_ALGORITHM.getOrDefault(certificate.getSigAlgOID(), Set.of()))
                .distinct()
                .toList();
    }

    /** A root that was sent along: nobody verifies its signature. */
    private static boolean isSignedByItself(X509Certificate certificate) {
        return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
    }

    @Override
    public ChannelHandler over(ChannelHandler application) {
        return new TlsHandler(context, () -> context.serverEngine(parameters), application);
    }

    /**
     * How well it suits a client; more is better. First it must be able to verify the leaf's signature, then those in the
     * chain: a server that has nothing else shall show a chain all the same (RFC 8446 §4.4.2.2). ECDSA is the faster one.
     */
    int suits(ClientHello hello) {
        int chain = isChainVerifiableBy(hello) ? 2 : 0;
        return (isKeyVerifiableBy(hello) ? 4 + chain : 0) + (key.isEcdsa() ? 1 : 0);
    }

    private boolean isKeyVerifiableBy(ClientHello hello) {
        boolean tls13 = context.options().versions().contains(TlsVersion.TLS_1_3) && hello.offersVersion(TLS_1_3);
        return key.isVerifiableBy(hello, tls13);
    }

    private boolean isChainVerifiableBy(ClientHello hello) {
        CodePoints schemes = hello.certificateSignatureSchemes();
        return schemes.isEmpty()
                || schemesOfChain.stream().allMatch(each -> schemes.stream().anyMatch(each::contains));
    }
}

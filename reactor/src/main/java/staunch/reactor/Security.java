package staunch.reactor;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a secure layer negotiated, for code that wants to show or check an identity without knowing the layer.
 *
 * @param protocol for example {@code TLSv1.3}
 * @param cipherSuite for example {@code TLS_AES_128_GCM_SHA256}
 * @param group what the key was exchanged in, for example {@code X25519MLKEM768}, where that can be seen
 * @param serverName the name the client asked for (SNI), if it named one
 * @param applicationProtocol what ALPN chose, if it was used
 * @param resumed whether an earlier session was continued, without certificate and with an abbreviated handshake
 * @param peerCertificates the peer's chain, leaf first; empty if it showed none
 * @param localCertificates the chain we showed, leaf first; empty if none
 */
public record Security(
        String protocol,
        String cipherSuite,
        Optional<String> group,
        Optional<String> serverName,
        Optional<String> applicationProtocol,
        boolean resumed,
        List<X509Certificate> peerCertificates,
        List<X509Certificate> localCertificates) {
    /** Copies the lists. */
    public Security {
        peerCertificates = List.copyOf(peerCertificates);
        localCertificates = List.copyOf(localCertificates);
    }
}

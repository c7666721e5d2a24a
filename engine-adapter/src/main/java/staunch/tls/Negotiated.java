package staunch.tls;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import staunch.reactor.Security;

/** Reads from an engine whose handshake is done what was negotiated. */
final class Negotiated {
    private Negotiated() {}

    static Security by(SSLEngine engine, boolean resumed) {
        SSLSession session = engine.getSession();
        String protocol = engine.getApplicationProtocol();
        return new Security(
                session.getProtocol(),
                session.getCipherSuite(),
                serverName(session),
                protocol == null || protocol.isEmpty() ? Optional.empty() : Optional.of(protocol),
                resumed,
                peerChain(session),
                x509(session.getLocalCertificates()));
    }

    private static Optional<String> serverName(SSLSession session) {
        if (!(session instanceof ExtendedSSLSession extended)) {
            return Optional.empty();
        }
        List<SNIServerName> names;
        try {
            names = extended.getRequestedServerNames();
        } catch (UnsupportedOperationException notKnown) {
            // The clients of some providers do not say what they asked for.
            return Optional.empty();
        }
        return names.stream()
                .filter(SNIHostName.class::isInstance)
                .map(name -> ((SNIHostName) name).getAsciiName())
                .findFirst();
    }

    private static List<X509Certificate> peerChain(SSLSession session) {
        try {
            return x509(session.getPeerCertificates());
        } catch (SSLPeerUnverifiedException showedNone) {
            return List.of();
        }
    }

    private static List<X509Certificate> x509(Certificate @Nullable [] chain) {
        return chain == null
                ? List.of()
                : Stream.of(chain)
                        .filter(X509Certificate.class::isInstance)
                        .map(X509Certificate.class::cast)
                        .toList();
    }
}

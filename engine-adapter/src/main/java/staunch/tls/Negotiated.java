package staunch.tls;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import staunch.reactor.Security;
import staunch.tls.record.RecordPump;

/** Reads from an engine whose handshake is done, and from the wire where providers differ, what was negotiated. */
final class Negotiated {
    private Negotiated() {}

    static Security by(SSLEngine engine, RecordPump pump) {
        SSLSession session = engine.getSession();
        String protocol = engine.getApplicationProtocol();
        return new Security(
                session.getProtocol(),
                session.getCipherSuite(),
                pump.group(),
                pump.serverName(),
                protocol == null || protocol.isEmpty() ? Optional.empty() : Optional.of(protocol),
                pump.resumed(),
                asksItsPeer(engine) ? peerChain(session) : List.of(),
                x509(session.getLocalCertificates()));
    }

    /** Who asked for no certificate is told so by an exception, which costs as much as a fiftieth of a handshake. */
    private static boolean asksItsPeer(SSLEngine engine) {
        return engine.getUseClientMode() || engine.getNeedClientAuth() || engine.getWantClientAuth();
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

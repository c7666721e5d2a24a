package staunch.examples;

import java.io.PrintStream;
import java.util.List;
import staunch.reactor.Security;
import staunch.tls.pki.CertificateSummary;

/** What was negotiated and who the server is, for people. */
final class PrintedSecurity {
    private PrintedSecurity() {}

    static void connection(Security security, PrintStream out) {
        int bits = CipherBits.of(security.cipherSuite());
        out.println("Protocol      " + security.protocol() + ", "
                + (security.resumed() ? "session resumed" : "full handshake"));
        out.println("Cipher suite  " + security.cipherSuite() + (bits == 0 ? "" : ", " + bits + " bits"));
        security.group().ifPresent(group -> out.println("Group         " + group));
        security.applicationProtocol().ifPresent(protocol -> out.println("ALPN          " + protocol));
    }

    /** All that the server sent, from the leaf; of a session that is resumed, what it sent then. */
    static void chain(Security security, PrintStream out) {
        security.peerCertificates().forEach(link -> describe(CertificateSummary.of(link), out));
    }

    private static void describe(CertificateSummary link, PrintStream out) {
        out.println("Certificate   " + link.subject());
        out.println("  issuer      " + link.issuer());
        out.println("  names       " + listed(link.alternativeNames()));
        out.println("  valid       " + link.notBefore() + " to " + link.notAfter());
        out.println("  OCSP        " + listed(link.ocspAddresses()));
    }

    static String listed(List<String> texts) {
        return texts.isEmpty() ? "none" : String.join(", ", texts);
    }
}

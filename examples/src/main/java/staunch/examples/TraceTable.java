package staunch.examples;

import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import staunch.reactor.Security;
import staunch.tls.pki.CertificateSummary;
import staunch.tls.record.TlsRegistry;
import staunch.tls.record.TracedRecord;

/** A trace as a table, for people. */
final class TraceTable implements TraceOutput {
    private static final String ROW = "%3s %8s  %-4s %-18s  %-7s %6s  %s%n";

    private static final int DETAIL_CHARACTERS = 62;

    private final PrintStream out;

    TraceTable(PrintStream out) {
        this.out = out;
    }

    @Override
    public void begin(int number, InetSocketAddress server) {
        if (number > 1) {
            out.println();
        }
        out.println("Connection " + number + " to " + PrintedAddress.of(server));
        out.printf(ROW, "no", "ms", "", "record type", "version", "bytes", "messages");
    }

    @Override
    public void record(int number, double millis, TracedRecord record) {
        out.printf(
                Locale.ROOT,
                ROW,
                number,
                String.format(Locale.ROOT, "%.1f", millis),
                record.direction() == TracedRecord.Direction.SENT ? "-->" : "<--",
                record.typeName(),
                TlsRegistry.VERSION.name(record.version()),
                record.recordBytes(),
                record.contents());
        HelloDetails.of(record).forEach(this::detail);
    }

    /** A list that is too long for a line goes on below. */
    private void detail(String label, String value) {
        int end = value.length() <= DETAIL_CHARACTERS ? -1 : value.lastIndexOf(", ", DETAIL_CHARACTERS - 1);
        out.printf("                  %-18s  %s%n", label, end < 0 ? value : value.substring(0, end + 1));
        if (end >= 0) {
            detail("", value.substring(end + 2));
        }
    }

    @Override
    public void end(Security security, HandshakeFacts facts) {
        out.println();
        PrintedSecurity.connection(security, out);
        out.println("Handshake     " + counted(facts.roundTrips(), "round trip") + ", " + facts.handshakeBytes()
                + " bytes in all records" + (facts.retried() ? ", HelloRetryRequest among them" : ""));
        List<X509Certificate> chain = security.peerCertificates();
        if (!chain.isEmpty()) {
            CertificateSummary leaf = CertificateSummary.of(chain.get(0));
            out.println("Certificate   " + PrintedSecurity.listed(leaf.alternativeNames()) + ", by " + leaf.issuer()
                    + ", valid to " + leaf.notAfter());
        }
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}

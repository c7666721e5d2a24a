package staunch.examples;

import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import staunch.reactor.Security;
import staunch.tls.pki.CertificateSummary;
import staunch.tls.record.Alert;
import staunch.tls.record.HandshakeMessage;
import staunch.tls.record.TlsRegistry;
import staunch.tls.record.TracedRecord;

/** A trace for programs: on each line one JSON object, whose {@code event} is connection, record or summary. */
final class TraceLines implements TraceOutput {
    private final PrintStream out;
    private int connection;

    TraceLines(PrintStream out) {
        this.out = out;
    }

    private Map<String, Object> line(String event) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("event", event);
        line.put("connection", connection);
        return line;
    }

    @Override
    public void begin(int number, InetSocketAddress server) {
        connection = number;
        Map<String, Object> line = line("connection");
        line.put("address", PrintedAddress.of(server));
        out.println(Json.of(line));
    }

    @Override
    public void record(int number, double millis, TracedRecord record) {
        Map<String, Object> line = line("record");
        line.put("number", number);
        line.put("millis", Math.round(millis * 1000) / 1000.0);
        line.put("direction", lower(record.direction()));
        line.put("type", record.typeName());
        line.put("version", TlsRegistry.VERSION.name(record.version()));
        line.put("bytes", record.recordBytes());
        line.put("encrypted", record.encrypted());
        line.put(
                "messages",
                record.messages().stream().map(HandshakeMessage::toString).toList());
        record.alert().map(Alert::wireName).ifPresent(alert -> line.put("alert", alert));
        record.inference().ifPresent(inference -> line.put("inferred", lower(inference)));
        record.plaintextBytes().ifPresent(bytes -> line.put("plaintext_bytes", bytes));
        Map<String, String> hello = new LinkedHashMap<>();
        HelloDetails.of(record).forEach((label, value) -> hello.put(label.replace(' ', '_'), value));
        if (!hello.isEmpty()) {
            line.put("hello", hello);
        }
        out.println(Json.of(line));
    }

    @Override
    public void end(Security security, HandshakeFacts facts) {
        Map<String, Object> line = line("summary");
        line.put("version", security.protocol());
        line.put("cipher_suite", security.cipherSuite());
        security.group().ifPresent(group -> line.put("group", group));
        security.applicationProtocol().ifPresent(protocol -> line.put("alpn", protocol));
        line.put("resumed", security.resumed());
        line.put("retried", facts.retried());
        line.put("round_trips", facts.roundTrips());
        line.put("handshake_bytes", facts.handshakeBytes());
        line.put(
                "certificates",
                security.peerCertificates().stream()
                        .map(CertificateSummary::of)
                        .map(TraceLines::certificate)
                        .toList());
        out.println(Json.of(line));
    }

    private static Map<String, Object> certificate(CertificateSummary link) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("subject", link.subject());
        values.put("issuer", link.issuer());
        values.put("names", link.alternativeNames());
        values.put("not_before", link.notBefore().toString());
        values.put("not_after", link.notAfter().toString());
        values.put("ocsp", link.ocspAddresses());
        return values;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

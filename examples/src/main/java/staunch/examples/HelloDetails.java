package staunch.examples;

import java.util.LinkedHashMap;
import java.util.Map;
import staunch.tls.record.ClientHello;
import staunch.tls.record.ServerHello;
import staunch.tls.record.TlsRegistry;
import staunch.tls.record.TracedRecord;

/** What the hellos in a record say, as labels and values in the order in which they are to be read. */
final class HelloDetails {
    private static final int TLS_1_3 = 0x0304;

    private HelloDetails() {}

    static Map<String, String> of(TracedRecord record) {
        Map<String, String> details = new LinkedHashMap<>();
        record.messages().forEach(message -> {
            message.clientHello().ifPresent(hello -> offered(hello, details));
            message.serverHello().ifPresent(hello -> chosen(hello, details));
            message.group().ifPresent(group -> details.put("group", TlsRegistry.GROUP.name(group)));
        });
        return details;
    }

    private static void offered(ClientHello hello, Map<String, String> details) {
        hello.serverName().ifPresent(name -> details.put("server name", name));
        details.put(
                "versions",
                hello.supportedVersions().isEmpty()
                        ? "up to " + TlsRegistry.VERSION.name(hello.legacyVersion())
                        : hello.supportedVersions().toString());
        int suites = hello.cipherSuites().size();
        details.put(
                "cipher suites",
                suites == 1
                        ? hello.cipherSuites().toString()
                        : suites + ", the first "
                                + hello.cipherSuites().names().stream()
                                        .findFirst()
                                        .orElse("unknown"));
        put(details, "groups", hello.groups().toString());
        put(details, "key shares", hello.keyShareGroups().toString());
        put(details, "ALPN", printable(String.join(", ", hello.applicationProtocols())));
        if (hello.preSharedKeyOffered()) {
            details.put("resumption", "offered, by pre_shared_key");
        } else if (hello.sessionIdOffered() && !hello.offersVersion(TLS_1_3)) {
            details.put("resumption", "offered, by session id");
        }
    }

    private static void chosen(ServerHello hello, Map<String, String> details) {
        details.put("version", TlsRegistry.VERSION.name(hello.version()));
        details.put("cipher suite", TlsRegistry.CIPHER_SUITE.name(hello.cipherSuite()));
        hello.keyShareGroup()
                .ifPresent(group -> details.put(
                        hello.isRetryRequest() ? "wants a share" : "key share", TlsRegistry.GROUP.name(group)));
        hello.applicationProtocol().ifPresent(protocol -> details.put("ALPN", printable(protocol)));
    }

    private static void put(Map<String, String> details, String label, String value) {
        if (!value.isEmpty()) {
            details.put(label, value);
        }
    }

    /** A stranger's bytes, on a terminal. */
    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?");
    }
}

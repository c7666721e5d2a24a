package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import staunch.reactor.Channel;
import staunch.reactor.Layer;

/**
 * Which alert each end is told of, by name, for all that can be provoked: a table per provider and JDK in the test
 * resources. {@code -Dstaunch.alerts.rewrite=true} writes it anew.
 *
 * <pre>
 *   version  what is wrong                    what the client is told    what the server is told
 * </pre>
 */
@EveryProvider
class AlertTableTest {
    private static final int[] JDKS = {17, 25};

    private final List<String> rows = new ArrayList<>();

    @Test
    void shouldNameTheAlertsAsTheTableSays() throws IOException {
        int jdk = Runtime.version().feature();
        assumeTrue(jdk == JDKS[0] || jdk == JDKS[1], "the tables are of JDK 17 and 25, this is " + jdk);
        for (String version : new String[] {"1.2", "1.3"}) {
            refusals(TlsFixtures.options(version), version);
            alterations(TlsFixtures.options(version), version);
        }
        String name = "alerts-" + TestProvider.current() + "-" + jdk + ".txt";
        String table = String.join("\n", rows) + "\n";
        if (Boolean.getBoolean("staunch.alerts.rewrite")) {
            Files.writeString(Path.of("src", "test", "resources", "staunch", "tls", name), table);
            return;
        }
        try (InputStream in = Objects.requireNonNull(AlertTableTest.class.getResourceAsStream(name), name)) {
            assertEquals(new String(in.readAllBytes(), StandardCharsets.UTF_8), table);
        }
    }

    private void refusals(TlsOptions options, String version) {
        TlsClient client = TlsClient.trusting(TlsFixtures.TRUST, options);
        TlsServer server = TlsServer.of(TlsFixtures.SERVER, options);
        Layer usual = client.to(TlsFixtures.HOST, TlsFixtures.PORT);
        TlsOptions other = TlsFixtures.options(version.equals("1.2") ? "1.3" : "1.2");
        row(version, "another name", client.to("other.test", TlsFixtures.PORT), server);
        row(version, "expired", usual, TlsServer.of(TlsFixtures.EXPIRED_SERVER, options));
        row(version, "unknown authority", usual, TlsServer.of(TlsFixtures.UNKNOWN_SERVER, options));
        row(version, "no common version", usual, TlsServer.of(TlsFixtures.SERVER, other));
        String[] suites = version.equals("1.2")
                ? new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"}
                : new String[] {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"};
        row(
                version,
                "no common suite",
                TlsClient.trusting(TlsFixtures.TRUST, options.withCipherSuites(suites[0]))
                        .to(TlsFixtures.HOST, TlsFixtures.PORT),
                TlsServer.of(TlsFixtures.SERVER, options.withCipherSuites(suites[1])));
        row(
                version,
                "no common protocol (ALPN)",
                TlsClient.trusting(TlsFixtures.TRUST, options.withApplicationProtocols("http/1.1"))
                        .to(TlsFixtures.HOST, TlsFixtures.PORT),
                TlsServer.of(TlsFixtures.SERVER, options.withApplicationProtocols("h2")));
        TlsServer requiring = server.requiringClients(TlsFixtures.TRUST);
        row(version, "no client certificate", usual, requiring);
        row(
                version,
                "client of an unknown authority",
                client.withIdentity(TlsFixtures.UNKNOWN_CLIENT).to(TlsFixtures.HOST, TlsFixtures.PORT),
                requiring);
        row(version, "nothing", usual, server);
    }

    private void alterations(TlsOptions options, String version) {
        Object[][] records = {
            {"altered record", "170303002000000000000000000000000000000000000000000000000000000000000000aa"},
            {"record too long", "170303ffff"},
            {"unknown type of record", "6303030001"},
            {"handshake in the clear", "160303000400000000"},
        };
        for (Object[] record : records) {
            byte[] bytes = HexFormat.of().parseHex((String) record[1]);
            for (boolean fromClient : new boolean[] {true, false}) {
                injected(
                        options,
                        version,
                        record[0] + (fromClient ? " from the client" : " from the server"),
                        tap -> tap.write(ByteBuffer.wrap(bytes)),
                        fromClient);
            }
        }
    }

    private void row(String version, String what, Layer client, Layer server) {
        try (TlsPair pair = new TlsPair()) {
            pair.client.whenOpen = channel -> channel.write(ByteBuffer.allocate(1));
            pair.server.whenRead = (channel, in) -> {
                pair.server.take(in);
                channel.close();
            };
            pair.connect(client, server).untilClosed();
            add(version, what, pair);
        }
    }

    private void injected(TlsOptions options, String version, String what, Consumer<Channel> deed, boolean fromClient) {
        Channel[] below = new Channel[1];
        Layer client = TlsClient.trusting(TlsFixtures.TRUST, options).to(TlsFixtures.HOST, TlsFixtures.PORT);
        Layer server = TlsServer.of(TlsFixtures.SERVER, options);
        try (TlsPair pair = new TlsPair()) {
            pair.connect(fromClient ? tapped(client, below) : client, fromClient ? server : tapped(server, below))
                    .untilOpen();
            pair.simulation.runFor(java.time.Duration.ofMillis(10));
            deed.accept(Objects.requireNonNull(below[0]));
            below[0].flush();
            pair.untilClosed();
            add(version, what, pair);
        }
    }

    private static Layer tapped(Layer layer, Channel[] below) {
        return application -> new LowerTap(layer.over(application), below);
    }

    private void add(String version, String what, TlsPair pair) {
        rows.add(String.format("%-4s %-40s %-46s %s", version, what, told(pair.client), told(pair.server))
                .stripTrailing());
    }

    private static String told(RecordingHandler end) {
        return end.cause().failure() instanceof TlsException failure
                ? failure.kind() + " " + failure.alert().wireName()
                : end.cause().kind() + (end.end == null ? "" : " " + end.end);
    }
}

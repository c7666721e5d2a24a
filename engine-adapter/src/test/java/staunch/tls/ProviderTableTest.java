package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import staunch.reactor.Security;
import staunch.tls.pki.Identity;
import staunch.tls.pki.KeyType;
import staunch.tls.pki.LeafRequest;

/**
 * What each provider can do, found out by trying, and the same as the README's table says.
 * {@code -Dstaunch.readme.rewrite=true} writes the table anew.
 */
class ProviderTableTest {
    private static final Path README = Path.of("..", "README.md");
    private static final String BEGIN = "<!-- providers: made by ProviderTableTest -->\n";
    private static final String END = "<!-- providers: end -->\n";

    @AfterEach
    void back() {
        TestProvider.use(TestProvider.SUN_JSSE);
    }

    @Test
    void shouldSayInTheReadmeWhatEachProviderCanDo() throws IOException {
        String table = table();
        String readme = Files.readString(README);
        int begin = readme.indexOf(BEGIN) + BEGIN.length();
        int end = readme.indexOf(END);
        if (Boolean.getBoolean("staunch.readme.rewrite")) {
            Files.writeString(README, readme.substring(0, begin) + table + readme.substring(end));
            return;
        }
        assertEquals(table, readme.substring(begin, end), "run this test with -Dstaunch.readme.rewrite=true");
    }

    private static String table() {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder("| |");
        StringBuilder rule = new StringBuilder("|---|");
        for (TestProvider provider : TestProvider.values()) {
            head.append(" `").append(provider).append("` |");
            rule.append("---|");
        }
        lines.add(head.toString());
        lines.add(rule.toString());
        row(lines, "TLS 1.3, TLS 1.2", p -> word(opens("1.3")) + ", " + word(opens("1.2")));
        row(lines, "certificates with RSA, ECDSA, Ed25519 keys (TLS 1.3)", p -> keys());
        row(lines, "client certificates", p -> word(clientIsSeen()));
        row(
                lines,
                "ALPN",
                p -> word(Optional.of("http/1.1").equals(negotiated("1.3").applicationProtocol())));
        row(
                lines,
                "SNI: seen by the server, can be left out",
                p -> word(Optional.of(TlsFixtures.HOST).equals(negotiated("1.3").serverName())) + ", "
                        + word(!Difference.SERVER_NAME_ALWAYS_SENT.isHere()));
        row(lines, "resumption in TLS 1.3, TLS 1.2", p -> word(resumes("1.3")) + ", " + word(resumes("1.2")));
        row(lines, "half-close in TLS 1.3", p -> word(!Difference.NO_HALF_CLOSE.isHere()));
        row(lines, "group by default", p -> negotiated("1.3").group().orElse("?"));
        row(lines, "X25519MLKEM768", p -> word(!Difference.NO_POST_QUANTUM_GROUP.isHere()));
        row(lines, "groups per connection (`withNamedGroups`)", ProviderTableTest::groups);
        row(lines, "handshake in tasks (`withTasks`)", p -> word(!Difference.NO_DELEGATED_TASKS.isHere()));
        row(lines, "engine's buffers", p -> p.profile().name().toLowerCase(java.util.Locale.ROOT));
        return String.join("\n", lines) + "\n";
    }

    private static void row(List<String> lines, String what, Function<TestProvider, String> probe) {
        StringBuilder line = new StringBuilder("| ").append(what).append(" |");
        for (TestProvider provider : TestProvider.values()) {
            TestProvider.use(provider);
            line.append(' ').append(probe.apply(provider)).append(" |");
        }
        lines.add(line.toString());
    }

    private static String word(boolean can) {
        return can ? "yes" : "no";
    }

    private static boolean runs(TlsPair pair) {
        pair.simulation.run(() -> pair.client.isClosed()
                || pair.server.isClosed()
                || (pair.client.channel != null && pair.server.channel != null));
        return pair.client.channel != null && pair.server.channel != null;
    }

    private static boolean opens(String version) {
        try (TlsPair pair = new TlsPair().connect(TlsFixtures.options(version), TlsFixtures.options(version))) {
            return runs(pair);
        }
    }

    private static String keys() {
        StringBuilder words = new StringBuilder();
        for (KeyType type : new KeyType[] {KeyType.RSA_2048, KeyType.EC_P256, KeyType.ED25519}) {
            words.append(words.isEmpty() ? "" : ", ").append(word(signsWith(type)));
        }
        return words.toString();
    }

    private static boolean signsWith(KeyType type) {
        Identity identity = TlsFixtures.AUTHORITY.issue(
                LeafRequest.forServer(TlsFixtures.HOST).withKeyType(type));
        TlsServer server;
        try {
            server = TlsServer.of(identity, TlsFixtures.options());
        } catch (IllegalArgumentException refusal) {
            assertTrue(String.valueOf(refusal.getMessage()).contains("does not sign with"), refusal::getMessage);
            return false;
        }
        TlsClient client = TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options());
        try (TlsPair pair = new TlsPair().connect(client.to(TlsFixtures.HOST, TlsFixtures.PORT), server)) {
            return runs(pair);
        }
    }

    private static boolean clientIsSeen() {
        TlsServer server =
                TlsServer.of(TlsFixtures.SERVER, TlsFixtures.options()).requiringClients(TlsFixtures.TRUST);
        TlsClient client =
                TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options()).withIdentity(TlsFixtures.CLIENT);
        try (TlsPair pair = new TlsPair().connect(client.to(TlsFixtures.HOST, TlsFixtures.PORT), server)) {
            return runs(pair) && !seen(pair.server).peerCertificates().isEmpty();
        }
    }

    /** What the server sees. */
    private static Security negotiated(String version) {
        TlsOptions options = TlsFixtures.options(version).withApplicationProtocols("http/1.1");
        try (TlsPair pair = new TlsPair().connect(options, options).untilOpen()) {
            return seen(pair.server);
        }
    }

    private static Security seen(RecordingHandler end) {
        return end.channel().security().orElseThrow();
    }

    private static boolean resumes(String version) {
        TlsServer server = TlsServer.of(TlsFixtures.SERVER, TlsFixtures.options(version));
        TlsClient client = TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options(version));
        boolean resumed = false;
        for (int i = 0; i < 2; i++) {
            try (TlsPair pair = new TlsPair()) {
                pair.server.whenOpen = channel -> {
                    channel.write(ByteBuffer.allocate(1));
                    channel.close();
                };
                pair.connect(client.to(TlsFixtures.HOST, TlsFixtures.PORT), server)
                        .untilClosed();
                resumed = seen(pair.client).resumed();
            }
        }
        return resumed;
    }

    /** The same on every JDK, which the other probes are by themselves. */
    private static String groups(TestProvider provider) {
        return provider == TestProvider.SUN_JSSE
                ? "from JDK 20 on"
                : word(EngineSettings.takesNamedGroups(provider.jsseName()));
    }
}

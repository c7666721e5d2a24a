package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.examples.ExternalProgram.Outcome;
import staunch.tls.pki.LeafRequest;

/** {@code trace} of a server that is not ours: the tables of a TLS course, from the wire. */
@Tag("system")
class TraceCommandTest {
    @TempDir
    static Path folder;

    private static TestAuthority authority;
    private static TestAuthority.PemFiles identity;

    @BeforeAll
    static void issue() {
        authority = new TestAuthority(folder, "Trusted");
        identity = authority.issue("good", LeafRequest.forServer("localhost"));
    }

    private static OpensslServer server(String... arguments) throws Exception {
        return OpensslServer.start(
                folder,
                identity,
                Stream.concat(Stream.of("-www"), Stream.of(arguments)).toArray(String[]::new));
    }

    private static String[] command(OpensslServer server, String... options) {
        return Stream.of(
                        Stream.of("trace", "--resolve", "localhost:" + server.port() + ":127.0.0.1"),
                        Stream.of(options),
                        Stream.of(server.url("localhost")))
                .flatMap(each -> each)
                .toArray(String[]::new);
    }

    private static Outcome trace(OpensslServer server, String... options) {
        return StaunchProgram.run(
                Stream.concat(Stream.of(command(server, "--ca", authority.file().toString())), Stream.of(options))
                        .toArray(String[]::new));
    }

    /** The rows of the table, direction and messages; of all connections one after the other. */
    private static List<String> rows(String output) {
        return output.lines()
                .filter(line -> line.matches(" *\\d+ +[0-9.]+ .*"))
                .map(line ->
                        line.replaceFirst(" *\\d+ +[0-9.]+ +(-->|<--) +[a-z_]+ +TLSv1(?:.\\d)? +\\d+  (.*)", "$1 $2"))
                .toList();
    }

    private static List<String> withoutChange(List<String> rows) {
        return rows.stream().filter(row -> !row.endsWith(" ChangeCipherSpec")).toList();
    }

    @Test
    void shouldShowAFullHandshakeOfTls12AndAnAbbreviatedOne() throws Exception {
        try (OpensslServer server = server("-tls1_2")) {
            String output = trace(server, "--repeat", "2").expectSuccess().output();
            assertEquals(
                    List.of(
                            "--> ClientHello",
                            "<-- ServerHello",
                            "<-- Certificate",
                            "<-- ServerKeyExchange",
                            "<-- ServerHelloDone",
                            "--> ClientKeyExchange",
                            "--> ChangeCipherSpec",
                            "--> encrypted handshake (inferred: Finished)",
                            "<-- NewSessionTicket",
                            "<-- ChangeCipherSpec",
                            "<-- encrypted handshake (inferred: Finished)"),
                    rows(output).subList(0, 11));
            String second = output.substring(output.indexOf("Connection 2"));
            assertEquals(
                    List.of(
                            "--> ClientHello",
                            "<-- ServerHello",
                            "<-- ChangeCipherSpec",
                            "<-- encrypted handshake (inferred: Finished)",
                            "--> ChangeCipherSpec",
                            "--> encrypted handshake (inferred: Finished)"),
                    rows(second).subList(0, 6));
            assertTrue(output.contains("Protocol      TLSv1.2, full handshake\n"), output);
            assertTrue(output.contains("\nHandshake     2 round trips, "), output);
            assertTrue(second.contains("Protocol      TLSv1.2, session resumed\n"), second);
            assertTrue(second.contains("\nHandshake     1 round trip, "), second);
        }
    }

    @Test
    void shouldShowTls13ToTheEndOfTheConnection() throws Exception {
        try (OpensslServer server = server("-tls1_3")) {
            String output = trace(server, "--repeat", "2").expectSuccess().output();
            String first = output.substring(0, output.indexOf("Connection 2"));
            List<String> rows = withoutChange(rows(first));
            assertEquals("--> ClientHello", rows.get(0));
            assertEquals("<-- ServerHello", rows.get(1));
            assertEquals("<-- encrypted (inferred: handshake)", rows.get(2));
            assertTrue(rows.contains("--> encrypted (inferred: Finished)"), first);
            assertTrue(rows.contains("<-- encrypted (inferred: NewSessionTicket or KeyUpdate)"), first);
            assertTrue(
                    rows.stream().anyMatch(row -> row.matches("<-- encrypted .inferred: \\d+ bytes of appl.*")), first);
            assertEquals("--> encrypted (inferred: close_notify)", rows.get(rows.size() - 1));
            assertTrue(first.contains("server name         localhost\n"), first);
            assertTrue(first.contains("key shares          x25519, secp256r1\n"), first);
            assertTrue(first.contains("\nHandshake     1 round trip, "), first);
            assertTrue(first.contains("\nCertificate   localhost, by CN=Trusted, valid to "), first);
            String second = output.substring(first.length());
            assertTrue(second.contains("resumption          offered, by pre_shared_key\n"), second);
            assertTrue(second.contains("Protocol      TLSv1.3, session resumed\n"), second);
        }
    }

    /** The client has guessed that the server takes x25519 or secp256r1. */
    @Test
    void shouldShowAHelloRetryRequest() throws Exception {
        try (OpensslServer server = server("-tls1_3", "-groups", "P-384")) {
            String output = trace(server).expectSuccess().output();
            assertEquals(
                    List.of("--> ClientHello", "<-- HelloRetryRequest", "--> ClientHello", "<-- ServerHello"),
                    withoutChange(rows(output)).subList(0, 4));
            assertTrue(output.contains("wants a share       secp384r1\n"), output);
            assertTrue(output.contains("\nGroup         secp384r1\n"), output);
            assertTrue(output.contains("2 round trips"), output);
            assertTrue(output.contains(", HelloRetryRequest among them\n"), output);
        }
    }

    /** In a process of its own: the JDK reads the groups once. */
    @ParameterizedTest
    @CsvSource({"'secp521r1,secp384r1', secp521r1, false", "'secp256r1,secp384r1', secp384r1, true"})
    void shouldOfferTheGroupsThatAreAskedFor(String groups, String chosen, boolean retried) throws Exception {
        try (OpensslServer server = server("-groups", "P-521:P-384")) {
            Outcome outcome = StaunchProgram.withHome(folder)
                    .run(command(server, "--ca", authority.file().toString(), "--groups", groups));
            String output = outcome.expectSuccess().output();
            assertTrue(output.contains("groups              " + groups.replace(",", ", ") + "\n"), output);
            assertTrue(output.contains("\nGroup         " + chosen + "\n"), output);
            assertEquals(retried, rows(output).contains("<-- HelloRetryRequest"), output);
        }
    }

    @Test
    void shouldRefuseGroupsOfWhichThereIsNone() throws Exception {
        try (OpensslServer server = server()) {
            Outcome outcome = StaunchProgram.withHome(folder).run(command(server, "--groups", "bogus"));
            assertEquals(1, outcome.status());
            assertEquals(
                    "staunch: --groups bogus: SunJSSE has none of them; name one such as x25519\n", outcome.errors());
        }
    }

    @ParameterizedTest
    @CsvSource({"1.2", "1.3"})
    void shouldShowTheAlertOfARefusal(String version) throws Exception {
        try (OpensslServer server = server()) {
            Outcome outcome = StaunchProgram.run(command(
                    server, "--ca", new TestAuthority(folder, "Stranger").file().toString(), "--tls", version));
            assertEquals(1, outcome.status());
            assertTrue(outcome.errors().startsWith("staunch: the certificate of CN=localhost"), outcome.errors());
            List<String> rows = rows(outcome.output());
            assertEquals("--> ClientHello", rows.get(0));
            assertTrue(rows.get(rows.size() - 1).startsWith("--> "), outcome.output());
            assertTrue(rows.get(rows.size() - 1).contains("alert"), outcome.output());
        }
    }

    @Test
    void shouldPrintAnObjectPerLineForPrograms() throws Exception {
        try (OpensslServer server = server("-tls1_3")) {
            List<String> lines =
                    trace(server, "--json").expectSuccess().output().lines().toList();
            assertEquals(
                    "{\"event\":\"connection\",\"connection\":1,\"address\":\"127.0.0.1:" + server.port() + "\"}",
                    lines.get(0));
            assertTrue(lines.get(1).startsWith("{\"event\":\"record\",\"connection\":1,\"number\":1,\"millis\":"));
            assertTrue(lines.get(1).contains("\"messages\":[\"ClientHello\"]"), lines.get(1));
            assertTrue(lines.get(1).contains("\"server_name\":\"localhost\""), lines.get(1));
            String summary = lines.get(lines.size() - 1);
            assertTrue(summary.startsWith("{\"event\":\"summary\",\"connection\":1,\"version\":\"TLSv1.3\""), summary);
            assertTrue(summary.contains("\"group\":\"x25519\""), summary);
            assertTrue(summary.contains("\"round_trips\":1"), summary);
            assertTrue(summary.contains("\"names\":[\"localhost\"]"), summary);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost/, is not encrypted",
        "--repeat 0 https://localhost/, there must be at least one connection",
        "--groups x25519 --provider Conscrypt https://localhost/, use another --provider"
    })
    void shouldSayWhatCannotBeTraced(String arguments, String reason) {
        Outcome outcome = StaunchProgram.run(("trace " + arguments).split(" "));
        assertEquals(1, outcome.status());
        assertTrue(outcome.errors().contains(reason), outcome.errors());
    }
}

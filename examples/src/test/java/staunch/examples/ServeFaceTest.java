package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import staunch.tls.pki.LeafRequest;

/** {@code serve} with a redirect, HSTS, several certificates, listings, and what it tells of itself. */
@Tag("system")
class ServeFaceTest {
    private static final String COMBINED =
            "127\\.0\\.0\\.1 - - \\[\\d\\d/\\w{3}/\\d{4}(:\\d\\d){3} [+-]\\d{4}] \"GET /\\?a=b HTTP/1\\.1\" 200 \\d+ \"-\" \"curl/.*\"";

    @TempDir
    Path folder;

    private static ExternalProgram.Outcome curl(String authority, String... arguments) throws Exception {
        return ExternalProgram.onPath("curl")
                .first("-sS", "--cacert", authority)
                .run(arguments);
    }

    @Test
    void shouldRedirectPlainHttp() throws Exception {
        try (Serving serving = Serving.start(folder, "--redirect-http", "0")) {
            String plain = serving.program()
                    .await("^Redirecting to it from (http://localhost:\\d+/)$")
                    .group(1);
            String head = curl(serving.authority(), "-I", plain + "a?b")
                    .expectSuccess()
                    .output();
            assertTrue(head.startsWith("HTTP/1.1 301 "), head);
            assertTrue(head.contains("Location: " + serving.url() + "a?b\r\n"), head);
            String page = curl(serving.authority(), "-L", plain).expectSuccess().output();
            assertTrue(page.contains("Staunch is serving"), page);
            serving.program().interrupt();
            serving.program().expectEnd(130);
        }
    }

    @Test
    void shouldSpeakOfHstsOnlyWhenAsked() throws Exception {
        try (Serving asked = Serving.start(folder, "--hsts", "86400");
                Serving byDefault = Serving.start(folder)) {
            String field = "strict-transport-security: max-age=86400";
            assertTrue(head(asked).contains(field));
            assertFalse(head(byDefault).contains("strict-transport-security"));
        }
    }

    private static String head(Serving serving) throws Exception {
        return curl(serving.authority(), "-I", serving.url())
                .expectSuccess()
                .output()
                .toLowerCase(Locale.ROOT);
    }

    @Test
    void shouldShowTheCertificateThatAClientAsksFor() throws Exception {
        TestAuthority authority = new TestAuthority(folder, "CA");
        TestAuthority.PemFiles shop = authority.issue("shop", LeafRequest.forServer("shop.test"));
        TestAuthority.PemFiles wiki = authority.issue("wiki", LeafRequest.forServer("wiki.test"));
        try (Serving serving = Serving.start(
                folder, "--cert", shop.chain(), "--key", shop.key(), "--cert", wiki.chain(), "--key", wiki.key())) {
            for (String name : List.of("shop.test", "wiki.test")) {
                String place = name + ":" + serving.port();
                curl(authority.file().toString(), "--resolve", place + ":127.0.0.1", "https://" + place + "/")
                        .expectSuccess();
            }
        }
    }

    @Test
    void shouldSayWhichKeyIsMissing() throws Exception {
        ExternalProgram.Outcome outcome =
                StaunchProgram.run("serve", "--cert", "a.pem", "--cert", "b.pem", "--key", "a-key.pem");
        assertEquals(1, outcome.status());
        assertTrue(outcome.errors().startsWith("staunch: --cert and --key belong together"), outcome.errors());
    }

    @Test
    void shouldListFoldersOnlyWhenAsked() throws Exception {
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.writeString(root.resolve("file.txt"), "hello");
        try (Serving asked = Serving.start(folder, "--root", root.toString(), "--list");
                Serving byDefault = Serving.start(folder, "--root", root.toString())) {
            assertTrue(curl(asked.authority(), asked.url())
                    .expectSuccess()
                    .output()
                    .contains("file.txt"));
            assertFalse(curl(byDefault.authority(), byDefault.url())
                    .expectSuccess()
                    .output()
                    .contains("file.txt"));
        }
    }

    @Test
    void shouldAppendToAnAccessLog() throws Exception {
        Path log = folder.resolve("access.log");
        Files.writeString(log, "before\n");
        try (Serving serving = Serving.start(folder, "--access-log", log.toString(), "--metrics", "3600")) {
            curl(serving.authority(), serving.url() + "?a=b").expectSuccess();
            serving.program().await("GET /\\?a=b -> 200");
            serving.program().interrupt();
            serving.program().expectEnd(130);
            serving.program().await("^Metrics: answers \\(2xx 1\\), .* connections 1, open 0, ");
        }
        List<String> lines = Files.readAllLines(log);
        assertEquals(2, lines.size());
        assertTrue(lines.get(1).matches(COMBINED), lines.get(1));
    }

    @Test
    void shouldWriteJsonToStandardOutput() throws Exception {
        try (Serving serving = Serving.start(folder, "--json", "--no-query")) {
            curl(serving.authority(), serving.url() + "?secret").expectSuccess();
            serving.program()
                    .await("^\\{\"time\":\"[^\"]+\",\"peer\":\"127\\.0\\.0\\.1\",\"method\":\"GET\",\"target\":\"/\","
                            + ".*\"protocol\":\"TLSv1\\.3\".*}$");
            assertFalse(serving.program().output().contains("secret"));
            assertFalse(serving.program().output().contains("GET / ->"));
        }
    }

    @Test
    void shouldLeaveQueriesOutOfWhatItPrintsToo() throws Exception {
        Path log = folder.resolve("access.log");
        try (Serving serving = Serving.start(folder, "--access-log", log.toString(), "--no-query")) {
            curl(serving.authority(), serving.url() + "?secret").expectSuccess();
            serving.program().await("GET / -> 200");
            assertFalse(serving.program().output().contains("secret"));
        }
        assertFalse(Files.readString(log).contains("secret"));
    }

    @Test
    void shouldSayThatALogCannotBeWritten() throws Exception {
        ExternalProgram.Outcome outcome =
                StaunchProgram.withHome(folder).run("serve", "--port", "0", "--access-log", folder + "/no/log");
        assertEquals(1, outcome.status());
        assertTrue(
                outcome.errors().contains("/no/log cannot be written: NoSuchFileException; name a file in"),
                outcome.errors());
    }
}

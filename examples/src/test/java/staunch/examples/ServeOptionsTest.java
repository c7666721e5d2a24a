package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.tls.pki.LeafRequest;

/** {@code serve} with client certificates, one version, a shared port, and its end. */
@Tag("system")
class ServeOptionsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"1.3", "1.2"})
    void shouldServeOnlyClientsWithACertificate(String version) throws Exception {
        TestAuthority clients = new TestAuthority(folder, "Clients");
        TestAuthority.PemFiles client = clients.issue("client", LeafRequest.forClient("Somebody"));
        TestAuthority.PemFiles stranger =
                new TestAuthority(folder, "Strangers").issue("stranger", LeafRequest.forClient("Stranger"));
        try (Serving serving =
                Serving.start(folder, "--client-ca", clients.file().toString())) {
            ExternalProgram curl = ExternalProgram.onPath("curl")
                    .first("-sS", "--tls-max", version, "--cacert", serving.authority(), serving.url());
            curl.run("--cert", client.chain(), "--key", client.key()).expectSuccess();
            StaunchProgram.run(
                            "get",
                            "--tls",
                            version,
                            "--ca",
                            serving.authority(),
                            "--cert",
                            client.chain(),
                            "--key",
                            client.key(),
                            serving.url())
                    .expectSuccess();
            serving.program().await("GET / -> 200", 2);

            assertNotEquals(0, curl.run().status());
            serving.program().await("no connection: .*", 1);
            assertNotEquals(
                    0,
                    curl.run("--cert", stranger.chain(), "--key", stranger.key())
                            .status());
            String refusal = serving.program().await("no connection: .*", 2).group();
            assertTrue(refusal.contains("CN=Strangers"), refusal);
        }
    }

    @Test
    void shouldTellOurClientThatACertificateIsWanted() throws Exception {
        TestAuthority clients = new TestAuthority(folder, "Clients");
        try (Serving serving =
                Serving.start(folder, "--client-ca", clients.file().toString())) {
            ExternalProgram.Outcome outcome = StaunchProgram.run("get", "--ca", serving.authority(), serving.url());
            assertEquals(1, outcome.status());
            assertTrue(outcome.errors().contains("client certificate"), outcome.errors());
        }
    }

    @Test
    void shouldSpeakOneVersionOnly() throws Exception {
        try (Serving serving = Serving.start(folder, "--tls", "1.2")) {
            ExternalProgram curl =
                    ExternalProgram.onPath("curl").first("-sS", "--cacert", serving.authority(), serving.url());
            assertTrue(curl.run().expectSuccess().output().contains("TLSv1.2"));
            assertNotEquals(0, curl.run("--tlsv1.3").status());
            serving.program().await("no connection: ");
        }
    }

    /** The hand-over: a second process on the same port, and the first goes; no connection is refused in between. */
    @Test
    void shouldShareItsPortOnRequest() throws Exception {
        try (Serving first = Serving.start(folder, "--share-port")) {
            try (Serving second = Serving.startOn(first.port(), folder, "--share-port")) {
                first.program().interrupt();
                first.program().expectEnd(130);
                StaunchProgram.run("get", "--ca", second.authority(), second.url())
                        .expectSuccess();
                second.program().await("GET / -> 200");
            }
        }
    }

    @Test
    void shouldFinishARunningDownloadWhenInterrupted() throws Exception {
        Path root = Files.createDirectory(folder.resolve("root"));
        Path file = root.resolve("large.bin");
        Files.write(file, new byte[20 << 20]);
        Path received = folder.resolve("received");
        try (Serving serving = Serving.start(folder, "--root", root.toString())) {
            RunningProgram download = RunningProgram.start(
                    ExternalProgram.onPath("curl"),
                    "-sSv",
                    "--limit-rate",
                    "10M",
                    "--cacert",
                    serving.authority(),
                    "-o",
                    received.toString(),
                    serving.url() + "large.bin");
            try (download) {
                download.await("< HTTP/1.1 200");
                serving.program().interrupt();
                serving.program().await("^Finishing what runs, at most 5 s\\.$");
                serving.program().await("GET /large\\.bin -> 200, " + (20 << 20) + " bytes, TLSv1\\.3$");
                serving.program().expectEnd(130);
                download.expectEnd(0);
                assertEquals(-1, Files.mismatch(file, received));
            }
        }
    }
}

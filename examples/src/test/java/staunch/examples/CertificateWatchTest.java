package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import staunch.tls.TlsServer;
import staunch.tls.pki.LeafRequest;

class CertificateWatchTest {
    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();
    private TestAuthority authority;
    private TestAuthority.PemFiles shown;
    private TlsServer server;
    private CertificateWatch watch;
    private long changes;

    @BeforeEach
    void serve() {
        authority = new TestAuthority(folder, "CA");
        shown = authority.issue("shown", LeafRequest.forServer("first.test"));
        IdentityArguments arguments = new IdentityArguments();
        new CommandLine(CommandLine.Model.CommandSpec.forAnnotatedObject(arguments))
                .parseArgs("--cert", shown.chain(), "--key", shown.key());
        server = TlsServer.of(IdentityArguments.all(List.of(arguments.load())));
        watch = new CertificateWatch(List.of(arguments), server, told::add);
    }

    private String name() {
        return server.identities()
                .forName(Optional.empty())
                .get(0)
                .leaf()
                .getSubjectX500Principal()
                .getName();
    }

    /** With a time of its own, whatever the resolution of the file system's. */
    private void replace(String file, String by) throws IOException {
        Files.copy(Path.of(by), Path.of(file), StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(Path.of(file), FileTime.fromMillis(1_000L * ++changes));
    }

    @Test
    void shouldLeaveAloneWhatDoesNotChange() {
        watch.look();
        assertEquals(List.of(), told);
    }

    @Test
    void shouldShowWhatHasBeenReplacedWhole() throws IOException {
        TestAuthority.PemFiles next = authority.issue("next", LeafRequest.forServer("next.test"));
        replace(shown.chain(), next.chain());
        watch.look();
        watch.look();
        assertEquals("CN=first.test", name());
        assertEquals(1, told.size());
        assertTrue(told.get(0).startsWith("Still showing the certificates from before"), told.get(0));
        replace(shown.key(), next.key());
        watch.look();
        watch.look();
        assertEquals("CN=next.test", name());
        assertEquals("New connections see the certificate of " + shown.chain() + " and " + shown.key(), told.get(1));
        assertEquals(2, told.size());
    }

    @Test
    void shouldGoOnWhenTheFilesAreGone() throws IOException {
        Files.delete(Path.of(shown.key()));
        watch.look();
        assertEquals("CN=first.test", name());
        assertTrue(told.get(0).contains("no such file"), told.get(0));
    }
}

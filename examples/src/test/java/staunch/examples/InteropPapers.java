package staunch.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Random;
import staunch.tls.pki.Identity;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.PassphraseSource;
import staunch.tls.pki.TrustAnchors;

/** What the two ends of a conversation across implementations have: one authority, a certificate each, and the data. */
final class InteropPapers {
    static final String HOST = "localhost";
    static final int DATA_BYTES = 1 << 20;

    final Path folder;
    final TestAuthority authority;
    final TestAuthority.PemFiles server;
    final TestAuthority.PemFiles client;
    final Path dataFile;

    InteropPapers(Path folder) throws IOException {
        this.folder = folder;
        authority = new TestAuthority(folder, "Interop");
        server = authority.issue("server", LeafRequest.forServer(HOST, "127.0.0.1"));
        client = authority.issue("client", LeafRequest.forClient("the client"));
        byte[] data = new byte[DATA_BYTES];
        new Random(1).nextBytes(data);
        dataFile = Files.write(folder.resolve("data"), data);
    }

    byte[] data() throws IOException {
        return Files.readAllBytes(dataFile);
    }

    /** The data, as often as there were connections. */
    byte[] data(int times) throws IOException {
        byte[] all = new byte[times * DATA_BYTES];
        for (int i = 0; i < times; i++) {
            System.arraycopy(data(), 0, all, i * DATA_BYTES, DATA_BYTES);
        }
        return all;
    }

    /** As much text, in lines: there are programs that send back nothing else. */
    static byte[] text() {
        byte[] random = new byte[DATA_BYTES];
        new Random(2).nextBytes(random);
        byte[] lines = Base64.getMimeEncoder(76, new byte[] {'\n'}).encode(random);
        byte[] text = Arrays.copyOf(lines, DATA_BYTES);
        text[DATA_BYTES - 1] = '\n';
        return text;
    }

    TrustAnchors trust() {
        return TrustAnchors.fromPem(authority.file());
    }

    static Identity identity(TestAuthority.PemFiles files) {
        return Identity.fromPem(Path.of(files.chain()), Path.of(files.key()), PassphraseSource.none());
    }

    /** A script among the test's resources, as a file. */
    Path script(String name) throws IOException {
        try (InputStream script = Objects.requireNonNull(InteropPapers.class.getResourceAsStream(name), name)) {
            return Files.write(folder.resolve(name), script.readAllBytes());
        }
    }

    /** What two byte strings have in common at most, for messages that must not be a megabyte long. */
    static String difference(byte[] expected, byte[] actual) {
        int at = Arrays.mismatch(expected, actual);
        return at < 0 ? "same" : "different at " + at + ", " + actual.length + " of " + expected.length + " bytes came";
    }
}

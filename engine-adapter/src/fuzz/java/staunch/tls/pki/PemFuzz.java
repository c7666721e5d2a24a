package staunch.tls.pki;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whatever a file holds: certificates and a key come out, or a {@link PkiException} that names the file. */
class PemFuzz {
    private static final PassphraseSource PASSPHRASE = PassphraseSource.of("secret".toCharArray());
    private static final Path FILE = newFile();

    private static Path newFile() {
        try {
            Path file = Files.createTempFile("staunch", ".pem");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @FuzzTest(maxDuration = "10m")
    void shouldReadAnyFile(byte[] content) throws IOException {
        Files.write(FILE, content);
        survive(() -> Pem.readCertificates(FILE));
        survive(() -> Pem.readPrivateKey(FILE, PASSPHRASE));
    }

    private static void survive(Runnable reading) {
        try {
            reading.run();
        } catch (PkiException e) {
            assertTrue(e.getMessage().contains(FILE.getFileName().toString()), e::getMessage);
        }
    }
}

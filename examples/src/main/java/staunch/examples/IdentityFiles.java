package staunch.examples;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import staunch.tls.pki.Identity;
import staunch.tls.pki.Pem;

/**
 * The two files of an identity.
 *
 * @param chain its certificates, from its own upwards, without the root unless it is one
 * @param key its private key, 0600
 */
record IdentityFiles(Path chain, Path key) {
    /**
     * The files for a name.
     *
     * @param name a host, a wildcard, an address or a person; what has no place in a file's name is replaced
     */
    static IdentityFiles in(Path folder, String name) {
        String file = name.replace("*", "wildcard")
                .replaceAll("[^\\p{L}\\p{N}._-]", "_")
                .replaceFirst("^[.-]", "_");
        return new IdentityFiles(folder.resolve(file + ".pem"), folder.resolve(file + "-key.pem"));
    }

    boolean exist() {
        return Files.exists(chain);
    }

    /** Neither may be there: what was made once may be in use. */
    void requireAbsent(String advice) {
        for (Path file : List.of(chain, key)) {
            if (Files.exists(file)) {
                throw new CommandFailure(file + " exists and is not replaced: " + advice);
            }
        }
    }

    /** The key first, so that a certificate that is there always has its key. */
    void write(Identity identity) {
        Pem.writePrivateKey(key, identity.privateKey());
        Pem.writeCertificates(chain, identity.chain());
    }

    void announce(PrintStream out) {
        out.println("  certificate  " + chain);
        out.println("  private key  " + key);
    }
}

package staunch.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import staunch.tls.TlsServer;

/**
 * Has a running server show new certificates when their files change: looks at each file's time and size. Files that do not
 * fit together, as while only one of two has been replaced, change nothing, and are looked at again until they do.
 */
final class CertificateWatch {
    static final long INTERVAL_SECONDS = 10;

    private final List<IdentityArguments> identities;
    private final TlsServer server;
    private final Consumer<String> told;
    private String shown;
    private String failed = "";

    /** @param told hears what was done, in one line */
    CertificateWatch(List<IdentityArguments> identities, TlsServer server, Consumer<String> told) {
        this.identities = List.copyOf(identities);
        this.server = server;
        this.told = told;
        this.shown = stamps();
    }

    /** To be called every {@link #INTERVAL_SECONDS}. */
    void look() {
        String now = stamps();
        if (now.equals(shown)) {
            return;
        }
        try {
            server.reload(IdentityArguments.all(
                    identities.stream().map(IdentityArguments::reload).toList()));
            shown = now;
            told.accept("New connections see the certificate of "
                    + identities.stream().map(IdentityArguments::toString).collect(Collectors.joining("; ")));
        } catch (RuntimeException failure) {
            if (!now.equals(failed)) {
                failed = now;
                told.accept("Still showing the certificates from before, because the changed files cannot be used: "
                        + failure.getMessage());
            }
        }
    }

    private String stamps() {
        return identities.stream()
                .flatMap(identity -> identity.files().stream())
                .map(CertificateWatch::stamp)
                .collect(Collectors.joining(", "));
    }

    private static String stamp(Path file) {
        try {
            return Files.getLastModifiedTime(file) + " " + Files.size(file);
        } catch (IOException missing) {
            return "missing";
        }
    }
}

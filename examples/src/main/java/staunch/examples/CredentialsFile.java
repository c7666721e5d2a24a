package staunch.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import staunch.http.HttpProxy;
import staunch.http.proxy.ProxyCredentials;

/** User and password in a file, so that they stand neither on a command line nor in its history. Prints neither. */
final class CredentialsFile {
    private final String user;
    private final String password;

    private CredentialsFile(String user, String password) {
        this.user = user;
        this.password = password;
    }

    static CredentialsFile read(String option, Path file) {
        String line;
        try (Stream<String> lines = Files.lines(file)) {
            line = lines.findFirst().orElse("");
        } catch (NoSuchFileException e) {
            throw new CommandFailure(option + " " + file + ": no such file; check the path", e);
        } catch (IOException | UncheckedIOException e) {
            throw new CommandFailure(
                    option + " " + file + " cannot be read as text: "
                            + e.getClass().getSimpleName(),
                    e);
        }
        int colon = line.indexOf(':');
        if (colon <= 0) {
            throw new CommandFailure(option + " " + file + ": its first line must be USER:PASSWORD");
        }
        return new CredentialsFile(line.substring(0, colon), line.substring(colon + 1));
    }

    ProxyCredentials forProxy() {
        return ProxyCredentials.of(user, password);
    }

    HttpProxy addTo(HttpProxy proxy) {
        return proxy.withCredentials(user, password);
    }
}

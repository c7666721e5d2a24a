package staunch.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Chromium without a window.
 *
 * @param home its user's folder
 */
record Browser(Path home) {
    static Browser in(Path folder) throws IOException {
        return new Browser(Files.createDirectories(folder.resolve("user")));
    }

    /** Chromium on Linux believes what its user's NSS database does. */
    void trust(String authority) throws IOException, InterruptedException {
        Path database = Files.createDirectories(home.resolve(".pki/nssdb"));
        ExternalProgram certutil = ExternalProgram.onPath("certutil").first("-d", "sql:" + database);
        if (!Files.exists(database.resolve("cert9.db"))) {
            certutil.run("-N", "--empty-password").expectSuccess();
        }
        certutil.run("-A", "-n", "staunch", "-t", "C,,", "-i", authority).expectSuccess();
    }

    ExternalProgram program(String... more) {
        Stream<String> common = Stream.of(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + home.resolve("profile"));
        return ExternalProgram.onPath("chromium", "chromium-browser", "google-chrome")
                .with("HOME", home.toString())
                .with("XDG_CONFIG_HOME", home.resolve("config").toString())
                .with("XDG_CACHE_HOME", home.resolve("cache").toString())
                .first(Stream.concat(common, Stream.of(more)).toArray(String[]::new));
    }

    /** The page that it shows, as it is once its scripts have run. */
    String page(String url, String... more) throws IOException, InterruptedException {
        return program(more).run("--dump-dom", url).output();
    }
}

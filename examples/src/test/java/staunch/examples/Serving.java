package staunch.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A running {@code serve} on a port that the system chose.
 *
 * @param program prints the requests
 * @param port where it listens
 * @param home its user's folder
 */
record Serving(RunningProgram program, int port, Path home) implements AutoCloseable {
    static Serving start(Path folder, String... arguments) throws IOException, InterruptedException {
        return startOn(0, folder, arguments);
    }

    static Serving startOn(int port, Path folder, String... arguments) throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve("home of serve"));
        String[] all = Stream.concat(Stream.of("serve", "--port", "" + port), Stream.of(arguments))
                .toArray(String[]::new);
        RunningProgram program = RunningProgram.start(StaunchProgram.withHome(home), all);
        try {
            int bound = Integer.parseInt(
                    program.await("^Serving .* at https://[^/]+:(\\d+)/$").group(1));
            program.await("^Ctrl-C ends it");
            return new Serving(program, bound, home);
        } catch (Throwable notStarted) {
            program.close();
            throw notStarted;
        }
    }

    String url() {
        return "https://localhost:" + port + "/";
    }

    String authority() {
        return home.resolve("config/staunch/ca.pem").toString();
    }

    @Override
    public void close() {
        program.close();
    }
}

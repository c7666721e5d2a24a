package staunch.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A running {@code openssl s_server} on a port that the system chose.
 *
 * @param program prints, with {@code -state}, the alerts that it gets
 * @param port where it listens
 */
record OpensslServer(RunningProgram program, int port) implements AutoCloseable {
    static OpensslServer start(Path folder, TestAuthority.PemFiles identity, String... arguments)
            throws IOException, InterruptedException {
        Stream<String> common = Stream.of(
                "s_server", "-accept", "127.0.0.1:0", "-cert", identity.chain(), "-key", identity.key(), "-state");
        RunningProgram program = RunningProgram.start(
                ExternalProgram.onPath("openssl").in(folder),
                Stream.concat(common, Stream.of(arguments)).toArray(String[]::new));
        try {
            return new OpensslServer(
                    program,
                    Integer.parseInt(program.await("^ACCEPT .*:(\\d+)$").group(1)));
        } catch (Throwable notStarted) {
            program.close();
            throw notStarted;
        }
    }

    String url(String host) {
        return "https://" + host + ":" + port + "/";
    }

    @Override
    public void close() {
        program.close();
    }
}

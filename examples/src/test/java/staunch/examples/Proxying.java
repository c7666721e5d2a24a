package staunch.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A running {@code proxy} on a port that the system chose.
 *
 * @param program prints what passes
 * @param port where it listens
 * @param authority the certificate to trust
 */
record Proxying(RunningProgram program, int port, String authority) implements AutoCloseable {
    /** With a user's folder of its own in that one. */
    static Proxying start(Path folder, String... arguments) throws IOException, InterruptedException {
        return start(StaunchProgram.withHome(Files.createDirectories(folder.resolve("home of proxy"))), arguments);
    }

    static Proxying start(ExternalProgram staunch, String... arguments) throws IOException, InterruptedException {
        String[] all = Stream.concat(Stream.of("proxy", "--port", "0"), Stream.of(arguments))
                .toArray(String[]::new);
        RunningProgram program = RunningProgram.start(staunch, all);
        try {
            int bound = Integer.parseInt(
                    program.await("^Listening on 127\\.0\\.0\\.1:(\\d+)").group(1));
            String authority = program.await("^Clients must trust its authority: (.+), also at")
                    .group(1);
            program.await("^Ctrl-C ends it");
            return new Proxying(program, bound, authority.replace("'", ""));
        } catch (Throwable notStarted) {
            program.close();
            throw notStarted;
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** Where it is taken for the server itself, if it was told to be. */
    int directPort() throws InterruptedException {
        return Integer.parseInt(
                program.await("^Also taken for the server itself on .*:(\\d+)").group(1));
    }

    /** Curl, through it, trusting it. */
    ExternalProgram curl() {
        return ExternalProgram.onPath("curl").first("-sS", "--proxy", "http://" + address(), "--cacert", authority);
    }

    @Override
    public void close() {
        program.close();
    }
}

package staunch.bench.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * On which processors what runs, and who goes first, by {@code taskset} and {@code renice}, on Linux.
 *
 * @param server the number of the servers' processor
 * @param client the number of the client's
 */
public record Processors(int server, int client) {
    /** By so much nicer than others, a thread has a tenth of what each of them has, if all want the processor. */
    private static final int GIVING_WAY = 10;

    /** Refuses one processor for both. */
    public Processors {
        if (server < 0 || client < 0 || server == client) {
            throw new IllegalArgumentException(
                    "server and client each need a processor of their own, not " + server + " and " + client);
        }
    }

    /** Has every thread of this process, and those that they will start, run on the client's processor. */
    void pinThisProcess() throws IOException, InterruptedException {
        pin(ProcessHandle.current().pid(), client);
    }

    /** Has every thread of a process, and those that they will start, run on one processor. */
    void pin(long pid, int processor) throws IOException, InterruptedException {
        run(
                List.of("taskset", "-a", "-c", "-p", "" + processor, "" + pid),
                "processors " + server + " and " + client + " cannot both be had");
    }

    /** A command that runs on either, although this process does not. */
    List<String> anywhere(List<String> command) {
        List<String> free = new ArrayList<>(List.of("taskset", "-c", server + "," + client));
        free.addAll(command);
        return free;
    }

    /** Has the calling thread, for the rest of its life, give way to the others of its processor. */
    static void giveWay() throws IOException, InterruptedException {
        Path thread = Path.of("/proc/thread-self").toRealPath();
        run(
                List.of(
                        "renice",
                        "-n",
                        "" + GIVING_WAY,
                        "-p",
                        thread.getFileName().toString()),
                "a thread cannot be made to give way to others");
    }

    private static void run(List<String> command, String failure) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(failure + ": " + said.strip());
        }
    }
}

package staunch.bench.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * On which processors what runs, by {@code taskset}, which is Linux's.
 *
 * @param server the number of the servers' processor
 * @param client the number of the client's
 */
public record Processors(int server, int client) {
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
        run(List.of("taskset", "-a", "-c", "-p", "" + processor, "" + pid));
    }

    /** A command that runs on either, although this process does not. */
    List<String> anywhere(List<String> command) {
        List<String> free = new ArrayList<>(List.of("taskset", "-c", server + "," + client));
        free.addAll(command);
        return free;
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("processors " + server + " and " + client + " cannot both be had: " + said.strip());
        }
    }
}

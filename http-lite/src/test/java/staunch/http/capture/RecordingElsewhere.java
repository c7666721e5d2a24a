package staunch.http.capture;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Another process that records to a file, if it may, until its input ends. */
final class RecordingElsewhere implements AutoCloseable {
    static final String RECORDING = "recording";

    private final Process process;
    private final BufferedReader said;

    private RecordingElsewhere(Process process) {
        this.process = process;
        this.said = process.inputReader();
    }

    public static void main(String[] args) throws IOException {
        try (RecordingPath path = RecordingPath.open(Path.of(args[0]))) {
            path.putInPlace();
            System.out.println(RECORDING);
            System.in.read();
        } catch (IOException refused) {
            System.out.println(refused.getMessage());
        }
    }

    static RecordingElsewhere start(Path file) throws IOException {
        String classes = folderOf(RecordingPath.class) + ":" + folderOf(RecordingElsewhere.class);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new RecordingElsewhere(
                new ProcessBuilder(java, "-cp", classes, RecordingElsewhere.class.getName(), file.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    private static Path folderOf(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    /** {@link #RECORDING}, or why not. */
    String said() throws IOException {
        return said.readLine();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
}

package staunch.bench.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import staunch.bench.ProcessMemory;

/**
 * A server in a process of its own. It ends when its standard input does, so that it outlives
 * neither this object nor this process.
 */
final class ServerProcess implements AutoCloseable {
    /** How long it may take to listen. */
    static final long START_SECONDS = 60;

    private static final long END_SECONDS = 10;
    private static final long RETRY_MILLIS = 20;
    private static final String LISTENING = "listening ";
    /** What is asked of a JVM before its memory is looked at; twice, because the first only finds what is to be finalized. */
    private static final List<String> SETTLING = List.of("GC.run", "GC.run");

    private static final Pattern GENERATION = Pattern.compile("total \\d+K, used (\\d+)K");

    private final Process process;
    private final InetSocketAddress address;
    private final boolean isJvm;
    private final Errors errors;

    /**
     * What a process says on its standard error.
     *
     * @param file where it goes, behind what earlier ones have said
     * @param begin how many bytes those are
     */
    private record Errors(Path file, long begin) {
        static Errors behindThoseIn(Path file) throws IOException {
            return new Errors(file, Files.exists(file) ? Files.size(file) : 0);
        }

        /** For people, of whatever kind: it is asked for when something else has failed. */
        String lastLine() {
            try {
                byte[] all = Files.readAllBytes(file);
                String said = new String(all, (int) begin, all.length - (int) begin, StandardCharsets.UTF_8).strip();
                return said.isEmpty() ? "it said nothing" : said.substring(said.lastIndexOf('\n') + 1);
            } catch (IOException e) {
                return "what it said cannot be read: " + e;
            }
        }
    }

    private ServerProcess(Process process, int port, boolean isJvm, Errors errors) {
        this.process = process;
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.isJvm = isJvm;
        this.errors = errors;
    }

    /**
     * Starts a server and waits until it listens.
     *
     * @param processors on which it runs, until it is {@link #pinTo pinned}
     * @param folder where its standard error goes
     * @throws IOException if it does not come to listen
     */
    static ServerProcess start(Launch launch, Processors processors, Path folder) throws IOException {
        Errors errors = Errors.behindThoseIn(folder.resolve("stderr.log"));
        Process process = new ProcessBuilder(processors.anywhere(launch.command()))
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.file().toFile()))
                .start();
        try {
            int port = launch.port().isPresent()
                    ? accepted(process, launch.port().getAsInt(), errors)
                    : told(process, errors);
            return new ServerProcess(process, port, launch.isJvm(), errors);
        } catch (IOException | InterruptedException failure) {
            process.destroyForcibly();
            throw failure instanceof IOException io ? io : new InterruptedIOException("while a server was started");
        }
    }

    private static int told(Process process, Errors errors) throws IOException, InterruptedException {
        try {
            String line =
                    CompletableFuture.supplyAsync(() -> firstLine(process)).get(START_SECONDS, TimeUnit.SECONDS);
            if (line.startsWith(LISTENING)) {
                return Integer.parseInt(line.substring(LISTENING.length()));
            }
            throw new IOException("it did not start: " + errors.lastLine());
        } catch (TimeoutException | ExecutionException failure) {
            throw new IOException("it did not listen within " + START_SECONDS + " s: " + errors.lastLine(), failure);
        }
    }

    private static String firstLine(Process process) {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        try {
            String line = lines.readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a server that does not tell: connects until it is let in. */
    private static int accepted(Process process, int port, Errors errors) throws IOException, InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (process.isAlive() && System.nanoTime() < deadlineNanos) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.getPort();
            } catch (ConnectException notYet) {
                process.waitFor(RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
        throw new IOException("it did not start: " + errors.lastLine());
    }

    InetSocketAddress address() {
        return address;
    }

    /** Why work given to it was not done in time, for people: it may have ended itself. */
    String excuse() {
        return process.isAlive()
                ? "it did not end"
                : "the server has ended with status " + process.exitValue() + ": " + errors.lastLine();
    }

    /** Has it run on the servers' processor alone, from now on: until then its compiler may use the others. */
    void pinTo(Processors processors) throws IOException, InterruptedException {
        processors.pin(process.pid(), processors.server());
    }

    /** All that run beside it and this process. */
    OtherProcesses others() {
        return OtherProcesses.besides(process.pid());
    }

    /** What it has used so far. */
    ServerCpu cpu() throws IOException {
        return ServerCpu.of(process.pid());
    }

    /**
     * What it has in memory, of which only the growth means something: for a JVM, whose heap is to be all resident, what is
     * resident and what of the heap is used, without what its collector would take away and what it has freed but not given back.
     */
    long heldBytes() throws IOException, InterruptedException {
        long heapBytes = 0;
        if (isJvm) {
            for (String command : SETTLING) {
                jcmd(command);
            }
            trimNativeHeap();
            heapBytes = usedHeapBytes(jcmd("GC.heap_info"));
        }
        return heapBytes + ProcessMemory.residentBytes(process.pid());
    }

    /** Not each JVM has a C library that can. */
    private void trimNativeHeap() throws InterruptedException {
        try {
            jcmd("System.trim_native_heap");
        } catch (IOException cannot) {
            assert cannot != null;
        }
    }

    /** @param info of the serial collector, a line with {@code total 9792K, used 4890K} for each generation */
    static long usedHeapBytes(String info) throws IOException {
        List<MatchResult> generations = GENERATION.matcher(info).results().toList();
        if (generations.isEmpty()) {
            throw new IOException("jcmd does not say how much of the heap is used: " + info.strip());
        }
        return generations.stream()
                .mapToLong(used -> Long.parseLong(used.group(1)) << 10)
                .sum();
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process asked = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (asked.waitFor() != 0) {
            throw new IOException(
                    "jcmd could not have process " + process.pid() + " do " + command + ": " + said.strip());
        }
        return said;
    }

    /** Has it end soon; {@link #close} waits for that. */
    void beginToEnd() {
        try {
            process.getOutputStream().close();
        } catch (IOException endedAlready) {
            assert endedAlready != null;
        }
        if (!isJvm) {
            process.destroy();
        }
    }

    @Override
    public void close() {
        beginToEnd();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

package staunch.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.Identity;
import staunch.tls.pki.KeyType;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.Pem;

/** A peer that serves, in a process of its own. */
final class PeerProcess implements AutoCloseable {
    static final String HOST = "staunch.test";
    static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Test Root");

    private static final Identity IDENTITY =
            AUTHORITY.issue(LeafRequest.forServer(HOST).withKeyType(KeyType.EC_P256));
    private static final long LIMIT_SECONDS = 60;
    private static final String ANNOUNCEMENT = "listening ";

    private final PeerKind kind;
    private final Process process;
    private final BufferedReader output;
    private final Path errors;
    private final int port;

    private PeerProcess(PeerKind kind, Process process, BufferedReader output, Path errors, int port) {
        this.kind = kind;
        this.process = process;
        this.output = output;
        this.errors = errors;
        this.port = port;
    }

    static PeerProcess start(PeerKind kind, Path folder, String... options) throws Exception {
        return kind.isJava() ? startJava(kind, folder, options) : startNginx(folder);
    }

    private static PeerProcess startJava(PeerKind kind, Path folder, String... options) throws Exception {
        Path errors = folder.resolve("errors");
        Process process = launch(errors, arguments(kind.label(), folder, options));
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        if (line == null || !line.startsWith(ANNOUNCEMENT)) {
            process.destroyForcibly();
            throw new AssertionError(kind + " said '" + line + "': " + Files.readString(errors));
        }
        int port = Integer.parseInt(line.substring(ANNOUNCEMENT.length()));
        return new PeerProcess(kind, process, output, errors, port);
    }

    /** How a process with those arguments ends; its status, and what it wrote to standard error behind it. */
    static String failureOf(Path folder, List<String> arguments) throws Exception {
        Path errors = folder.resolve("errors");
        Process process = launch(errors, arguments);
        assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "it did not end");
        assertEquals("", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        return process.exitValue() + ": " + Files.readString(errors);
    }

    static Identity identity() {
        return IDENTITY;
    }

    static List<String> arguments(String kind, Path folder, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of(kind, chain(folder).toString(), key(folder).toString()));
        arguments.addAll(List.of(options));
        return arguments;
    }

    private static Path chain(Path folder) {
        Path file = folder.resolve("chain.pem");
        Pem.writeCertificates(file, IDENTITY.chain());
        return file;
    }

    private static Path key(Path folder) {
        Path file = folder.resolve("key.pem");
        Pem.writePrivateKey(file, IDENTITY.privateKey());
        return file;
    }

    /** A JVM that starts quickly. */
    private static Process launch(Path errors, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                PeerServer.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectError(errors.toFile()).start();
    }

    private static PeerProcess startNginx(Path folder) throws Exception {
        int port = freePort();
        Process process = new ProcessBuilder(NginxPeer.prepare(port, chain(folder), key(folder), folder)).start();
        while (!isListening(port)) {
            assertTrue(process.isAlive(), () -> "nginx ended: " + errorLog(folder));
            process.waitFor(10, TimeUnit.MILLISECONDS);
        }
        return new PeerProcess(
                PeerKind.NGINX, process, process.inputReader(StandardCharsets.UTF_8), NginxPeer.errorLog(folder), port);
    }

    private static String errorLog(Path folder) {
        try {
            return Files.readString(NginxPeer.errorLog(folder));
        } catch (IOException none) {
            return none.toString();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", port);
    }

    /** Ends it as its parent's end would, and expects it to end, having said nothing more. */
    void end() throws Exception {
        if (kind.isJava()) {
            process.getOutputStream().close();
        } else {
            process.toHandle().destroy(); // leaves what it said to be read
        }
        assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), () -> kind + " did not end");
        assertEquals(0, process.exitValue(), () -> kind + " ended: " + errorsOf());
        assertEquals(List.of(), output.lines().toList());
    }

    private String errorsOf() {
        try {
            return Files.readString(errors);
        } catch (IOException none) {
            return none.toString();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

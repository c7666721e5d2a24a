package staunch.bench.compare;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import staunch.bench.peer.NginxPeer;
import staunch.bench.peer.PeerServer;

/**
 * How a server is started.
 *
 * @param command the program and its arguments
 * @param port where it will listen, of one that is told; empty for one that tells
 */
record Launch(List<String> command, OptionalInt port) {
    /** The other suites of TLS 1.3: BoringSSL as a client always offers all, and servers choose differently. */
    private static final String SECURITY =
            "jdk.tls.disabledAlgorithms=SSLv3, TLSv1, TLSv1.1, DTLSv1.0, RC4, DES, MD5withRSA,"
                    + " DH keySize < 1024, EC keySize < 224, 3DES_EDE_CBC, anon, NULL, ECDH,"
                    + " TLS_AES_256_GCM_SHA384, TLS_CHACHA20_POLY1305_SHA256\n";

    /**
     * Of an arm's server.
     *
     * @param flags of the JVM, if it is one
     * @param folder for what the server itself writes
     */
    static Launch of(Arm arm, List<String> flags, Path certificate, Path key, Path folder) throws IOException {
        if (!arm.kind().isJava()) {
            int port = freePort();
            return new Launch(NginxPeer.prepare(port, certificate, key, folder), OptionalInt.of(port));
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED"); // Netty's and Conscrypt's libraries
        command.add("-XX:ActiveProcessorCount=1"); // what it will have, though it may use more while it is warmed up
        Path security = Files.writeString(folder.resolve("java.security"), SECURITY);
        command.add("-Djava.security.properties=" + security);
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PeerServer.class.getName()));
        command.addAll(List.of(arm.kind().label(), certificate.toString(), key.toString()));
        command.addAll(arm.options());
        return new Launch(List.copyOf(command), OptionalInt.empty());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Whether it has a collector that can be asked to work. */
    boolean isJvm() {
        return port.isEmpty();
    }
}

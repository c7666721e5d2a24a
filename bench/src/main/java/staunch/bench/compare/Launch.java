package staunch.bench.compare;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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

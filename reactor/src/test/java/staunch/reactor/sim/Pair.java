package staunch.reactor.sim;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import staunch.reactor.ListenSocket;
import staunch.reactor.StreamSocket;

/** Two ends of one connection on a network of their own, called directly. */
final class Pair {
    /** Where a listener may be, at a port of the network's choice. */
    static final InetSocketAddress ANYWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    final VirtualTime time = new VirtualTime();
    final SimulatedNetwork network;
    final ListenSocket listener;
    final StreamSocket client;
    final StreamSocket server;

    Pair(FaultProfile profile) throws IOException {
        this(0, profile);
    }

    Pair(long seed, FaultProfile profile) throws IOException {
        network = new SimulatedNetwork(seed, profile, time);
        listener = network.listen(ANYWHERE, 10, false);
        client = network.connect(listener.localAddress());
        settle();
        StreamSocket accepted = listener.accept();
        assertNotNull(accepted);
        server = accepted;
        assertTrue(client.finishConnect());
    }

    /** Lets everything arrive that travels. */
    void settle() {
        while (network.nextArrivalNanos().isPresent()) {
            time.advanceTo(network.nextArrivalNanos().getAsLong());
            network.deliverDue();
        }
    }

    static long write(StreamSocket socket, String text) throws IOException {
        return socket.write(new ByteBuffer[] {ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII))}, 1);
    }

    /** One read of up to 100 bytes: the text, or "EOF", or the message of the exception in brackets. */
    static String read(StreamSocket socket) {
        return read(socket, 100);
    }

    static String read(StreamSocket socket, int mostBytes) {
        ByteBuffer target = ByteBuffer.allocate(mostBytes);
        try {
            int count = socket.read(target);
            return count < 0 ? "EOF" : new String(target.array(), 0, count, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "[" + e.getMessage() + "]";
        }
    }

    /** One write: the number of bytes taken, or the message of the exception in brackets. */
    static String tryWrite(StreamSocket socket, String text) {
        try {
            return "" + write(socket, text);
        } catch (IOException e) {
            return "[" + e.getMessage() + "]";
        }
    }
}

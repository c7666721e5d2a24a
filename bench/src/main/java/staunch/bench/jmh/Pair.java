package staunch.bench.jmh;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/** Carries what two ends say to each other. Its buffers are made once and serve many pairs of ends, one after the other. */
final class Pair {
    /** A flight with a chain of certificates is a few kilobytes, and tickets follow in the same buffer. */
    private static final int WIRE_BYTES = 64 << 10;
    /** A handshake has three flights, or five with a HelloRetryRequest. */
    private static final int MAX_TURNS = 10;

    private final ByteBuffer toServer = ByteBuffer.allocateDirect(WIRE_BYTES);
    private final ByteBuffer toClient = ByteBuffer.allocateDirect(WIRE_BYTES);
    private final ByteBuffer greeting = ByteBuffer.allocate(1);

    /**
     * Shakes hands, and lets the server say one byte behind it: the tickets of some providers come with its first data.
     *
     * @return how many bytes the server sent, which tells a full handshake from a resumed one, whose certificate is missing
     */
    int shakeHands(End client, End server) throws SSLException {
        client.begin();
        server.begin();
        toClient.clear().limit(0);
        int serverBytes = 0;
        for (int turn = 0; turn == 0 || toClient.hasRemaining(); turn++) {
            if (turn == MAX_TURNS) {
                throw new SSLException("the handshake is not done after " + MAX_TURNS + " turns");
            }
            client.advance(toClient, toServer.clear());
            server.advance(toServer.flip(), toClient.clear());
            serverBytes += toClient.flip().remaining();
        }
        server.seal(greeting.clear(), toClient.clear());
        serverBytes += toClient.flip().remaining();
        client.advance(toClient, toServer.clear());
        if (!client.isOpen() || !server.isOpen()) {
            throw new SSLException("the handshake stands still");
        }
        return serverBytes;
    }
}

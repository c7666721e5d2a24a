package staunch.reactor.sim;

import org.jspecify.annotations.Nullable;

/** A connection as the network sees it: two wires, two ends, and the moment at which the network will reset it. */
final class Link {
    private final Wire toServer;
    private final Wire toClient;
    private long bytesUntilReset;
    private @Nullable SimulatedStreamSocket client;
    private @Nullable SimulatedStreamSocket server;

    Link(Wire toServer, Wire toClient, long bytesUntilReset) {
        this.toServer = toServer;
        this.toClient = toClient;
        this.bytesUntilReset = bytesUntilReset;
    }

    Wire toServer() {
        return toServer;
    }

    Wire toClient() {
        return toClient;
    }

    void client(SimulatedStreamSocket end) {
        client = end;
    }

    void server(SimulatedStreamSocket end) {
        server = end;
    }

    /** The end at which {@code wire} arrives; null while there is no server yet. */
    @Nullable
    SimulatedStreamSocket receiverOf(Wire wire) {
        return wire == toServer ? server : client;
    }

    /** Of the next {@code bytes}, how many arrive before the network resets the connection. */
    int carry(int bytes) {
        int carried = (int) Math.min(bytes, bytesUntilReset);
        bytesUntilReset -= carried;
        return carried;
    }

    /** Whether the moment of the network's reset has come. */
    boolean isBroken() {
        return bytesUntilReset == 0;
    }
}

package staunch.reactor.sim;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import staunch.reactor.StreamSocket;

/**
 * One end of a connection.
 *
 * <pre>
 *                      accepted                     finishConnect
 *   (connect) CONNECTING ------> ESTABLISHED --------------------------> OPEN
 *                 | refused,          | RST                                  | RST
 *                 | timed out         v                                      v
 *                 '---------------> FAILED                                 RESET
 *
 *                                                             any --close, reset--> closed
 * </pre>
 *
 * The server's end begins OPEN. RST is the peer's reset or the network's; what each call does after one is described at
 * {@link SimulatedNetwork}.
 */
final class SimulatedStreamSocket extends SimulatedSocket implements StreamSocket {
    private enum State {
        CONNECTING,
        ESTABLISHED,
        FAILED,
        OPEN,
        RESET
    }

    /** Which call failed first after a reset: a read goes on failing, a write makes later reads end instead. */
    private enum Told {
        TO_NOBODY,
        TO_READER,
        TO_WRITER
    }

    private final InetSocketAddress remote;
    private final Link link;
    private final Wire incoming;
    private final Wire outgoing;
    private State state;
    private @Nullable IOException connectFailure;
    private boolean outputEnded;
    private boolean inputDestroyed;
    private Told resetTold = Told.TO_NOBODY;

    private SimulatedStreamSocket(
            SimulatedNetwork network, InetSocketAddress local, InetSocketAddress remote, Link link, boolean client) {
        super(network, local);
        this.remote = remote;
        this.link = link;
        this.incoming = client ? link.toClient() : link.toServer();
        this.outgoing = client ? link.toServer() : link.toClient();
        this.state = client ? State.CONNECTING : State.OPEN;
    }

    static SimulatedStreamSocket client(
            SimulatedNetwork network, InetSocketAddress local, InetSocketAddress remote, Link link) {
        SimulatedStreamSocket client = new SimulatedStreamSocket(network, local, remote, link, true);
        link.client(client);
        return client;
    }

    /** The other end of {@code client}'s connection, when a listener has taken it. */
    static SimulatedStreamSocket serverOf(SimulatedStreamSocket client) {
        InetSocketAddress connectedTo = client.remote;
        InetSocketAddress connectedFrom = client.localAddress();
        SimulatedStreamSocket server =
                new SimulatedStreamSocket(client.network, connectedTo, connectedFrom, client.link, false);
        client.link.server(server);
        return server;
    }

    // ---- the calls of the socket's user ----

    @Override
    public boolean finishConnect() throws IOException {
        requireOpen();
        if (connectFailure != null) {
            throw connectFailure;
        }
        if (state == State.ESTABLISHED) {
            state = State.OPEN;
        }
        return state != State.CONNECTING;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        requireConnected();
        int length = Math.min(incoming.available(), target.remaining());
        if (length == 0) {
            return target.hasRemaining() ? readNothing() : 0;
        }
        if (length > 1 && network.hits(Fault.SHORT_READ)) {
            length = network.dice().part(length - 1);
        }
        incoming.receive(target, length);
        return length;
    }

    private int readNothing() throws IOException {
        boolean failed = state == State.RESET && (inputDestroyed || !incoming.endArrived());
        if (failed && resetTold != Told.TO_WRITER) {
            resetTold = Told.TO_READER;
            throw new IOException("Connection reset");
        }
        return failed || incoming.endArrived() ? -1 : 0;
    }

    @Override
    public long write(ByteBuffer[] sources, int count) throws IOException {
        requireConnected();
        requireWritable();
        long wanted = 0;
        for (int i = 0; i < count; i++) {
            wanted += sources[i].remaining();
        }
        int length = (int) Math.min(wanted, roomThisTime(wanted));
        int left = length;
        for (int i = 0; i < count && left > 0; i++) {
            int part = Math.min(left, sources[i].remaining());
            outgoing.send(sources[i], part);
            left -= part;
        }
        transmit(length);
        return length;
    }

    private void requireWritable() throws IOException {
        if (outputEnded) {
            throw new ClosedChannelException();
        }
        if (state == State.RESET) {
            boolean first = resetTold == Told.TO_NOBODY && !incoming.endArrived();
            resetTold = resetTold == Told.TO_NOBODY ? Told.TO_WRITER : resetTold;
            throw new IOException(first ? "Connection reset by peer" : "Broken pipe");
        }
    }

    private int roomThisTime(long wanted) {
        int room = outgoing.room();
        if (wanted == 0) {
            return 0;
        }
        if (room == 0) {
            network.reached(Fault.WINDOW_FULL);
            return 0;
        }
        if (network.hits(Fault.ZERO_WRITE)) {
            return 0;
        }
        int length = (int) Math.min(wanted, room);
        return length > 1 && network.hits(Fault.SHORT_WRITE) ? network.dice().part(length - 1) : length;
    }

    private void transmit(int length) {
        for (int left = length; left > 0; ) {
            int piece = left > 1 && network.hits(Fault.SPLIT_SEGMENT)
                    ? network.dice().part(left - 1)
                    : left;
            network.deliver(outgoing, () -> deliver(piece));
            left -= piece;
        }
    }

    @Override
    public void shutdownOutput() throws IOException {
        requireConnected();
        endOutput();
    }

    private void endOutput() {
        if (!outputEnded && state == State.OPEN) {
            network.deliver(outgoing, outgoing::arriveEnd);
        }
        outputEnded = true;
    }

    /** As Linux does: the peer is sent an end, or a reset if there is input that nobody has read. */
    @Override
    public void close() {
        if (!isClosed() && state == State.OPEN && incoming.available() == 0) {
            endOutput();
            closeOnce();
        } else {
            reset();
        }
    }

    @Override
    public void reset() {
        if (closeOnce()) {
            incoming.discardArrived();
            sendReset();
        }
    }

    private void sendReset() {
        if (state != State.RESET && state != State.FAILED) {
            state = State.RESET;
            network.deliver(outgoing, () -> whenPeer(SimulatedStreamSocket::resetArrives));
        }
    }

    private void requireConnected() throws ClosedChannelException {
        requireOpen();
        if (state == State.CONNECTING || state == State.ESTABLISHED || state == State.FAILED) {
            throw new NotYetConnectedException();
        }
    }

    // ---- what the network does ----

    private void whenPeer(Consumer<SimulatedStreamSocket> action) {
        SimulatedStreamSocket peer = link.receiverOf(outgoing);
        if (peer != null) {
            action.accept(peer);
        }
    }

    private void deliver(int length) {
        if (outgoing.arrive(link.carry(length))) {
            whenPeer(SimulatedStreamSocket::bytesArrived);
            if (link.isBroken()) {
                network.reached(Fault.RESET);
                whenPeer(SimulatedStreamSocket::resetArrives);
                resetArrives();
            }
        }
    }

    /** Bytes for a socket that is closed are answered with a reset. */
    private void bytesArrived() {
        if (isClosed()) {
            incoming.discardArrived();
            sendReset();
        }
    }

    private void resetArrives() {
        incoming.cut();
        outgoing.cut();
        if (state == State.ESTABLISHED) {
            connectFailed(new ConnectException("Connection reset"));
        } else if (state == State.OPEN) {
            state = State.RESET;
            inputDestroyed = incoming.available() > 0 && network.hits(Fault.INPUT_DESTROYED);
            if (inputDestroyed) {
                incoming.discardArrived();
            }
        }
    }

    void connected() {
        if (state == State.CONNECTING) {
            state = State.ESTABLISHED;
        }
    }

    void connectFailed(IOException failure) {
        state = State.FAILED;
        connectFailure = failure;
    }

    /** As a selector reports it: what has failed is ready for whatever is asked. */
    @Override
    int possibleOperations() {
        return switch (state) {
            case CONNECTING -> 0;
            case ESTABLISHED -> CONNECT;
            case FAILED, RESET -> CONNECT | READ | WRITE;
            case OPEN ->
                (incoming.available() > 0 || incoming.endArrived() ? READ : 0)
                        | (outgoing.room() > 0 || outputEnded ? WRITE : 0);
        };
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    Wire incoming() {
        return incoming;
    }

    Wire outgoing() {
        return outgoing;
    }
}

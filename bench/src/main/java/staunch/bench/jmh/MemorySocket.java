package staunch.bench.jmh;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import staunch.reactor.StreamSocket;

/** The loop's end of a connection of a {@link MemoryNetwork}, and, in its last methods, the benchmark's. */
final class MemorySocket extends MemoryNetwork.MemoryPollable implements StreamSocket {
    private static final int ROOM_BYTES = 256 << 10;

    /** From position to limit: what the loop may read. */
    private final ByteBuffer inbound = ByteBuffer.allocateDirect(ROOM_BYTES).limit(0);
    /** Up to the position: what the loop has written. */
    private final ByteBuffer outbound = ByteBuffer.allocateDirect(ROOM_BYTES);

    @Override
    int ready() {
        return (inbound.hasRemaining() ? READ : 0) | (outbound.hasRemaining() ? WRITE : 0);
    }

    @Override
    public boolean finishConnect() {
        return true;
    }

    @Override
    public int read(ByteBuffer target) {
        int bytes = Math.min(inbound.remaining(), target.remaining());
        copy(inbound, target, bytes);
        return bytes;
    }

    @Override
    public long write(ByteBuffer[] sources, int count) {
        int before = outbound.position();
        for (int i = 0; i < count; i++) {
            copy(sources[i], outbound, Math.min(sources[i].remaining(), outbound.remaining()));
        }
        return (long) outbound.position() - before;
    }

    private static void copy(ByteBuffer from, ByteBuffer to, int bytes) {
        to.put(to.position(), from, from.position(), bytes);
        to.position(to.position() + bytes);
        from.position(from.position() + bytes);
    }

    @Override
    public void shutdownOutput() {
        // The benchmark sees by the bytes when a conversation is over.
    }

    @Override
    public void reset() {
        close();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return MemoryNetwork.ADDRESS;
    }

    // ---- the benchmark's end ----

    /** Sends from position to limit; what was sent before has been read. */
    void send(ByteBuffer bytes) {
        if (inbound.hasRemaining()) {
            throw new IllegalStateException(inbound.remaining() + " bytes were not read");
        }
        inbound.clear().put(bytes).flip();
    }

    /** Whether the loop has written anything. */
    boolean hasAnswer() {
        return outbound.position() > 0;
    }

    /** What the loop has written, from position to limit; {@link #taken} lets it write on. */
    ByteBuffer answer() {
        return outbound.flip();
    }

    void taken() {
        outbound.clear();
    }
}

package staunch.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A connected, or connecting, stream socket; each method is one system call that does not wait. */
public interface StreamSocket extends PollableSocket {
    /**
     * Completes {@link Network#connect}.
     *
     * @return whether the connection stands; false if it is still being made
     * @throws IOException if it could not be made
     */
    boolean finishConnect() throws IOException;

    /**
     * Reads what is there into a direct or heap buffer.
     *
     * @return the number of bytes, 0 if none are there or {@code target} is full, -1 at the end of the stream
     * @throws IOException if the connection was reset or failed
     */
    int read(ByteBuffer target) throws IOException;

    /**
     * Writes from {@code count} buffers in order.
     *
     * @return the number of bytes the system took, 0 or more
     * @throws IOException if the connection was reset or failed
     */
    long write(ByteBuffer[] sources, int count) throws IOException;

    /** Ends our direction: the peer reads the end of the stream behind what was written. */
    void shutdownOutput() throws IOException;

    /** Closes so that the peer sees a reset, whatever is still pending. */
    void reset();

    /** The address at the peer's end. */
    InetSocketAddress remoteAddress();
}

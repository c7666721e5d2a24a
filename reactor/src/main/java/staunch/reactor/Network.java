package staunch.reactor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The operating system as a loop sees it: sockets, and who tells when they are ready. The seam between everything here
 * and the world, at the level of single system calls, with their partial results and failures. {@link SocketNetwork} is
 * the real side, {@code staunch.reactor.sim.SimulatedNetwork} the other.
 */
public interface Network {
    /** A new poller, for one loop. */
    Poller openPoller() throws IOException;

    /**
     * Starts to listen.
     *
     * @param local where; port 0 lets the system choose
     * @param backlog how many connections may wait to be accepted
     * @param sharePort whether other sockets may listen on the same port ({@code SO_REUSEPORT})
     * @throws java.net.BindException if the port is taken or may not be used
     */
    ListenSocket listen(InetSocketAddress local, int backlog, boolean sharePort) throws IOException;

    /** Begins to connect; {@link StreamSocket#finishConnect} completes it. Does not wait. */
    StreamSocket connect(InetSocketAddress remote) throws IOException;

    /**
     * As {@link #connect}, from a given address of ours, on a port that the system chooses.
     *
     * @throws java.net.BindException if it is none of ours, or has no port left
     */
    StreamSocket connectFrom(InetAddress local, InetSocketAddress remote) throws IOException;

    /** Whether several sockets can listen on one port, the system dealing out the connections. */
    boolean canSharePort();
}

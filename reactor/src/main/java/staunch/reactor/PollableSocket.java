package staunch.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A non-blocking socket that a {@link Poller} can watch. Used by one loop's thread. */
public interface PollableSocket {
    /** Interest in, or readiness for, {@link StreamSocket#read}. */
    int READ = 1;
    /** Interest in, or readiness for, {@link StreamSocket#write}. */
    int WRITE = 4;
    /** Interest in, or readiness for, {@link StreamSocket#finishConnect}. */
    int CONNECT = 8;
    /** Interest in, or readiness for, {@link ListenSocket#accept}. */
    int ACCEPT = 16;

    /** Is told that a socket is ready for the given operations, a sum of the constants here. */
    @FunctionalInterface
    interface Listener {
        /** Called on the loop's thread inside {@link Poller#poll}. */
        void onReady(int operations);
    }

    /** Lets {@code poller}, of the same network, watch this socket, at first with no interest. Once per socket. */
    void register(Poller poller, Listener listener) throws IOException;

    /** Says which operations the listener wants to hear of, a sum of the constants here; 0 for none. */
    void interest(int operations);

    /** The address at our end. */
    InetSocketAddress localAddress();

    /** Closes. With unread input, or after an orderly close of both directions, the system decides what the peer sees. */
    void close();
}

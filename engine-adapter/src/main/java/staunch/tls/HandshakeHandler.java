package staunch.tls;

import staunch.reactor.ChannelHandler;

/** One who gives a handshake its time. When several have a part in one, the time of the first is that of all. */
interface HandshakeHandler extends ChannelHandler {
    /**
     * The handshake has begun already, under another handler. To be called before {@link #onOpen}.
     *
     * @param spentNanos how long ago
     */
    void hasSpent(long spentNanos);
}

package staunch.reactor;

import java.net.InetAddress;
import java.util.Optional;

/**
 * How to connect.
 *
 * @param connectTimeoutMillis how long the connection may take to stand; absolute; default 10 s
 * @param channel the bounds of the channel
 * @param localAddress from which of our addresses, on a port that the system chooses; default whichever leads there
 */
public record ConnectOptions(long connectTimeoutMillis, ChannelOptions channel, Optional<InetAddress> localAddress) {
    /** The defaults named above. */
    public static final ConnectOptions DEFAULT = new ConnectOptions(10_000, ChannelOptions.DEFAULT, Optional.empty());

    /** Checks the ranges. */
    public ConnectOptions {
        if (connectTimeoutMillis <= 0) {
            throw new IllegalArgumentException("connectTimeoutMillis must be positive");
        }
    }

    /** A copy with another time to connect. */
    public ConnectOptions withConnectTimeoutMillis(long millis) {
        return new ConnectOptions(millis, channel, localAddress);
    }

    /** A copy with other bounds of the channel. */
    public ConnectOptions withChannel(ChannelOptions options) {
        return new ConnectOptions(connectTimeoutMillis, options, localAddress);
    }

    /** A copy that connects from that address of ours. */
    public ConnectOptions withLocalAddress(InetAddress address) {
        return new ConnectOptions(connectTimeoutMillis, channel, Optional.of(address));
    }
}

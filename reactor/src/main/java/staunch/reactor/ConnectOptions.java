package staunch.reactor;

/**
 * How to connect.
 *
 * @param connectTimeoutMillis how long the connection may take to stand; absolute; default 10 s
 * @param channel the bounds of the channel
 */
public record ConnectOptions(long connectTimeoutMillis, ChannelOptions channel) {
    /** The defaults named above. */
    public static final ConnectOptions DEFAULT = new ConnectOptions(10_000, ChannelOptions.DEFAULT);

    /** Checks the ranges. */
    public ConnectOptions {
        if (connectTimeoutMillis <= 0) {
            throw new IllegalArgumentException("connectTimeoutMillis must be positive");
        }
    }

    /** A copy with another time to connect. */
    public ConnectOptions withConnectTimeoutMillis(long millis) {
        return new ConnectOptions(millis, channel);
    }

    /** A copy with other bounds of the channel. */
    public ConnectOptions withChannel(ChannelOptions options) {
        return new ConnectOptions(connectTimeoutMillis, options);
    }
}

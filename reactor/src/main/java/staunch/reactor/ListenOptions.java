package staunch.reactor;

/**
 * How to listen.
 *
 * @param backlog how many connections the system keeps waiting to be accepted; default 4096, cut to what the system allows
 * @param sharePort whether another process may listen on the same port at the same time, for a hand-over; default false:
 *     a port that is in use is an error
 * @param maxConnections how many accepted connections may be open at once over all loops; at the bound nothing is accepted
 *     until one ends; default 65,536
 * @param maxConnectionsPerAddress how many of them may come from one address; more are reset at once; default as many as
 *     {@code maxConnections}, because everything behind one balancer has one address
 * @param channel the bounds of each channel
 */
public record ListenOptions(
        int backlog, boolean sharePort, int maxConnections, int maxConnectionsPerAddress, ChannelOptions channel) {
    /** The defaults named above. */
    public static final ListenOptions DEFAULT = new ListenOptions(4096, false, 65_536, 65_536, ChannelOptions.DEFAULT);

    /** Checks the ranges. */
    public ListenOptions {
        if (backlog < 1 || maxConnections < 1 || maxConnectionsPerAddress < 1) {
            throw new IllegalArgumentException("backlog, maxConnections and maxConnectionsPerAddress must be positive");
        }
    }

    /** A copy that shares its port, or does not. */
    public ListenOptions withSharePort(boolean share) {
        return new ListenOptions(backlog, share, maxConnections, maxConnectionsPerAddress, channel);
    }

    /** A copy with other bounds on connections. */
    public ListenOptions withMaxConnections(int total, int perAddress) {
        return new ListenOptions(backlog, sharePort, total, perAddress, channel);
    }

    /** A copy with other bounds of each channel. */
    public ListenOptions withChannel(ChannelOptions options) {
        return new ListenOptions(backlog, sharePort, maxConnections, maxConnectionsPerAddress, options);
    }
}

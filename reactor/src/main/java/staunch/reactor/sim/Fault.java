package staunch.reactor.sim;

/** What can go wrong, or merely otherwise than hoped, on a {@link SimulatedNetwork}. */
public enum Fault {
    /** A read brings only a part of what is there. Rolled at each read that finds bytes. */
    SHORT_READ,
    /** A write takes only a part of what there is room for. Rolled at each write that finds room. */
    SHORT_WRITE,
    /** A write takes nothing although the socket was ready. Rolled at each write that finds room. */
    ZERO_WRITE,
    /** What one write took travels in pieces. Rolled at each write, again for each piece. */
    SPLIT_SEGMENT,
    /** A segment, an end or a connect arrives later than it was sent. Rolled for each; order within a stream is kept. */
    DELAY,
    /**
     * A poll calls a socket ready that is not: its read, write, accept or finishConnect will bring nothing. Rolled at
     * each poll, until it hits, and again when something has arrived since.
     */
    SPURIOUS_READINESS,
    /** A poll names the ready sockets in some random order. Rolled at each poll with more than one. */
    SHUFFLED_READINESS,
    /** A connect is refused although somebody listens. Rolled at each connect. */
    CONNECT_REFUSED,
    /**
     * The network resets a connection, for both ends, after a random number of bytes. Rolled once for each connection;
     * handshakes are hit as likely as long bodies (see {@link SimulatedNetwork#MAX_BYTES_BEFORE_RESET}).
     */
    RESET,
    /** A reset that arrives destroys bytes that had arrived and were not read yet. Rolled at each such reset. */
    INPUT_DESTROYED,
    /** An accept fails for want of file descriptors. Rolled at each accept for which a connection waits. */
    ACCEPT_FAILED,
    /** A write found no room because the reader stalls. Follows from the bounds on windows; not rolled. */
    WINDOW_FULL(false),
    /** A connect found a full backlog and is repeated later. Follows from the listener's backlog; not rolled. */
    BACKLOG_FULL(false);

    private final boolean rolled;

    Fault() {
        this(true);
    }

    Fault(boolean rolled) {
        this.rolled = rolled;
    }

    /** Whether a {@link FaultProfile} gives its probability; otherwise it follows from bounds. */
    public boolean isRolled() {
        return rolled;
    }
}

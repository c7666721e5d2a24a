package staunch.reactor.memory;

/** A lease would have taken a {@link BufferPool} beyond its bound. The pool itself stays usable. */
public final class PoolExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PoolExhaustedException(int wantedBytes, long leasedBytes, long maxLeasedBytes) {
        super("buffer pool exhausted: " + wantedBytes + " bytes wanted, " + leasedBytes + " of " + maxLeasedBytes
                + " bytes are out; serve fewer connections at once or raise the loop's maxLeasedBytes");
    }
}

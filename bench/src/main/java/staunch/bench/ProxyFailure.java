package staunch.bench;

import staunch.reactor.CloseCause;

/** A connection that ended before the tunnel through its proxy stood: the server has not heard of it. */
final class ProxyFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient CloseCause end;

    private ProxyFailure(CloseCause end) {
        super(end.message(), end.failure());
        this.end = end;
    }

    /** An end of the same kind that tells whose it is. */
    static CloseCause with(CloseCause end) {
        return CloseCause.of(end.kind(), new ProxyFailure(end));
    }

    /** How it ended. */
    CloseCause end() {
        return end;
    }
}

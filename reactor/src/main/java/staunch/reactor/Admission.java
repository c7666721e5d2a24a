package staunch.reactor;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Who may come in: counts the open connections of one listener, in total and by address. Safe for several loops. */
final class Admission {
    private final int maxConnections;
    private final int maxConnectionsPerAddress;
    private final AtomicInteger total = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private volatile Runnable whenEmpty = () -> {};

    Admission(ListenOptions options) {
        this.maxConnections = options.maxConnections();
        this.maxConnectionsPerAddress = options.maxConnectionsPerAddress();
    }

    /** Takes a place, to be given back by {@link #leave} or filled by {@link #identify}; false if all are taken. */
    boolean enter() {
        if (total.incrementAndGet() > maxConnections) {
            total.decrementAndGet();
            return false;
        }
        return true;
    }

    /** Counts the connection that took a place for its address; false, with nothing counted, if that has too many. */
    boolean identify(InetAddress address) {
        if (countsAddresses() && byAddress.merge(address, 1, Integer::sum) > maxConnectionsPerAddress) {
            forget(address);
            return false;
        }
        return true;
    }

    void leave() {
        if (total.decrementAndGet() == 0) {
            whenEmpty.run();
        }
    }

    /** From now on {@code action} runs, on any thread and perhaps in vain, when the last place is given back. */
    void whenEmpty(Runnable action) {
        whenEmpty = action;
    }

    void forget(InetAddress address) {
        if (countsAddresses()) {
            byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        }
    }

    private boolean countsAddresses() {
        return maxConnectionsPerAddress < maxConnections;
    }

    int open() {
        return total.get();
    }
}

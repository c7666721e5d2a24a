package staunch.http.proxy;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Clients that believe one certificate of a host's and no other, whoever signed it: they refuse the proxy's each time. If that
 * is asked for, such a client is let through to that host, for a while.
 *
 * <pre>
 *             refused, fewer times than the bound          refused the last time
 *   UNKNOWN --------------------------------------> COUNTED --------------------> LET_THROUGH
 *      ^                                              |                             |
 *      |   accepted once                              |                             |  expiry
 *      +----------------------------------------------+-----------------------------+
 * </pre>
 *
 * Any thread.
 */
final class PinnedHosts {
    /** The most clients and hosts that are remembered; the one that was longest not heard of is forgotten first. */
    static final int MAX_REMEMBERED = 10_000;

    private record Pair(InetAddress client, String host) {}

    private record Refusals(int count, long letThroughUntilMillis) {}

    private final int bound;
    private final long expiryMillis;
    private final Map<Pair, Refusals> refusals = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Pair, Refusals> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    /**
     * Remembers.
     *
     * @param bound how many refusals it takes; 0 for none to be let through ever
     * @param expiryMillis how long a client is let through
     */
    PinnedHosts(int bound, long expiryMillis) {
        this.bound = bound;
        this.expiryMillis = expiryMillis;
    }

    /** The client has refused the proxy's certificate for that host; true if it is let through from now on. */
    synchronized boolean refused(InetAddress client, String host, long nowMillis) {
        if (bound == 0) {
            return false;
        }
        Pair pair = new Pair(client, host);
        Refusals before = refusals.get(pair);
        int count = before == null || before.count() >= bound ? 1 : before.count() + 1;
        refusals.put(pair, new Refusals(count, count >= bound ? nowMillis + expiryMillis : 0));
        return count >= bound;
    }

    /** The client has accepted it. */
    synchronized void accepted(InetAddress client, String host) {
        refusals.remove(new Pair(client, host));
    }

    /** Whether the client is to be let through to that host. */
    synchronized boolean isLetThrough(InetAddress client, String host, long nowMillis) {
        Refusals known = refusals.get(new Pair(client, host));
        if (known == null || known.count() < bound) {
            return false;
        }
        if (nowMillis >= known.letThroughUntilMillis()) {
            refusals.remove(new Pair(client, host));
            return false;
        }
        return true;
    }
}

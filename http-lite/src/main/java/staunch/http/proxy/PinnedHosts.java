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
 * A page opens several connections together, and all of them are refused for one reason at one time: so a refusal counts only
 * if its connection began behind the last one that counted. That is told by the order in which things happen, not by a clock:
 * who comes back at once counts, and who was slow does not.
 *
 * <p>Any thread.
 */
final class PinnedHosts {
    /** The most clients and hosts that are remembered; the one that was longest not heard of is forgotten first. */
    static final int MAX_REMEMBERED = 10_000;

    private record Pair(InetAddress client, String host) {}

    /** @param lastMoment when the last of them was */
    private record Refusals(int count, long lastMoment, long letThroughUntilMillis) {}

    /** How many connections have begun, and refusals counted, so far. */
    private long moments;

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

    /** A connection begins: the moment, for {@link #refused}. */
    synchronized long connectionBegins() {
        return ++moments;
    }

    /**
     * The client has refused the proxy's certificate for that host; true if it is let through from now on.
     *
     * @param begun when the connection on which it did so began
     */
    synchronized boolean refused(InetAddress client, String host, long begun, long nowMillis) {
        Pair pair = new Pair(client, host);
        Refusals before = refusals.get(pair);
        if (bound == 0 || (before != null && begun < before.lastMoment())) {
            return false;
        }
        int count = before == null || before.count() >= bound ? 1 : before.count() + 1;
        refusals.put(pair, new Refusals(count, ++moments, count >= bound ? nowMillis + expiryMillis : 0));
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

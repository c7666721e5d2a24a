package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** Clients that believe one certificate alone. */
class PinnedHostsTest {
    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();

    private static boolean refusedAnew(PinnedHosts pinned, long nowMillis) {
        return pinned.refused(CLIENT, "a", pinned.connectionBegins(), nowMillis);
    }

    @Test
    void shouldLetThroughAfterThatManyRefusalsInARowAndForAWhile() {
        PinnedHosts pinned = new PinnedHosts(2, 1_000);
        assertFalse(refusedAnew(pinned, 0));
        assertFalse(pinned.isLetThrough(CLIENT, "a", 0));
        pinned.accepted(CLIENT, "a");
        assertFalse(refusedAnew(pinned, 0), "not in a row");
        assertTrue(refusedAnew(pinned, 10));
        assertTrue(pinned.isLetThrough(CLIENT, "a", 1_009));
        assertFalse(pinned.isLetThrough(CLIENT, "b", 10), "another host");
        assertFalse(pinned.isLetThrough(CLIENT, "a", 1_010), "its time is over");
        assertFalse(refusedAnew(pinned, 1_010), "it begins anew");
    }

    /** The connections of one page are refused together. */
    @Test
    void shouldCountConnectionsThatStoodTogetherOnce() {
        PinnedHosts pinned = new PinnedHosts(2, 1_000);
        long[] page = {pinned.connectionBegins(), pinned.connectionBegins(), pinned.connectionBegins()};
        assertFalse(pinned.refused(CLIENT, "a", page[0], 0));
        long again = pinned.connectionBegins();
        assertFalse(
                pinned.refused(CLIENT, "a", page[1], 5_000), "it stood when the first was refused, whatever its time");
        assertTrue(pinned.refused(CLIENT, "a", again, 5_000));
        assertFalse(pinned.refused(CLIENT, "a", page[2], 5_000), "which counts for nothing");
        assertTrue(pinned.isLetThrough(CLIENT, "a", 5_999));
        assertFalse(pinned.refused(CLIENT, "b", page[2], 5_000), "another host's");
    }

    @Test
    void shouldLetThroughNobodyIfNotToldTo() {
        PinnedHosts pinned = new PinnedHosts(0, 1_000);
        for (int i = 0; i < 10; i++) {
            assertFalse(pinned.refused(CLIENT, "a", pinned.connectionBegins(), i));
        }
        assertFalse(pinned.isLetThrough(CLIENT, "a", 10));
    }

    @Test
    void shouldForgetTheOneThatWasLongestNotHeardOf() {
        PinnedHosts pinned = new PinnedHosts(1, 1_000);
        for (int i = 0; i <= PinnedHosts.MAX_REMEMBERED; i++) {
            assertTrue(pinned.refused(CLIENT, "host" + i, pinned.connectionBegins(), 0));
        }
        assertFalse(pinned.isLetThrough(CLIENT, "host0", 0));
        assertTrue(pinned.isLetThrough(CLIENT, "host1", 0));
    }
}

package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** Clients that believe one certificate alone. */
class PinnedHostsTest {
    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();

    @Test
    void shouldLetThroughAfterThatManyRefusalsInARowAndForAWhile() {
        PinnedHosts pinned = new PinnedHosts(2, 1_000);
        assertFalse(pinned.refused(CLIENT, "a", 0));
        assertFalse(pinned.isLetThrough(CLIENT, "a", 0));
        pinned.accepted(CLIENT, "a");
        assertFalse(pinned.refused(CLIENT, "a", 0), "not in a row");
        assertTrue(pinned.refused(CLIENT, "a", 10));
        assertTrue(pinned.isLetThrough(CLIENT, "a", 1_009));
        assertFalse(pinned.isLetThrough(CLIENT, "b", 10), "another host");
        assertFalse(pinned.isLetThrough(CLIENT, "a", 1_010), "its time is over");
        assertFalse(pinned.refused(CLIENT, "a", 1_010), "it begins anew");
    }

    @Test
    void shouldLetThroughNobodyIfNotToldTo() {
        PinnedHosts pinned = new PinnedHosts(0, 1_000);
        for (int i = 0; i < 10; i++) {
            assertFalse(pinned.refused(CLIENT, "a", i));
        }
        assertFalse(pinned.isLetThrough(CLIENT, "a", 10));
    }

    @Test
    void shouldForgetTheOneThatWasLongestNotHeardOf() {
        PinnedHosts pinned = new PinnedHosts(1, 1_000);
        for (int i = 0; i <= PinnedHosts.MAX_REMEMBERED; i++) {
            assertTrue(pinned.refused(CLIENT, "host" + i, 0));
        }
        assertFalse(pinned.isLetThrough(CLIENT, "host0", 0));
        assertTrue(pinned.isLetThrough(CLIENT, "host1", 0));
    }
}

package staunch.reactor.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WireTest {
    private static String receive(Wire wire, int length) {
        ByteBuffer target = ByteBuffer.allocateDirect(length);
        wire.receive(target, length);
        StringBuilder text = new StringBuilder();
        for (target.flip(); target.hasRemaining(); ) {
            text.append((char) target.get());
        }
        return text.toString();
    }

    private static void send(Wire wire, String text) {
        wire.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), text.length());
    }

    @Test
    void shouldCountWhatIsInFlightAgainstTheWindow() {
        Wire wire = new Wire(10);
        send(wire, "abcdef");
        assertEquals(4, wire.room());
        assertEquals(0, wire.available());
        assertTrue(wire.arrive(4));
        assertEquals(4, wire.room());
        assertEquals("abc", receive(wire, 3));
        assertEquals(7, wire.room());
        assertEquals(1, wire.available());
    }

    @Test
    void shouldKeepBytesInOrderAroundTheRing() {
        Wire wire = new Wire(7);
        StringBuilder sent = new StringBuilder();
        StringBuilder received = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            String part = "abcdefghijklmnopqrstuvwxyz".substring(i % 20, i % 20 + 1 + i % 5);
            send(wire, part);
            wire.arrive(part.length());
            sent.append(part);
            received.append(receive(wire, wire.available()));
        }
        assertEquals(sent.toString(), received.toString());
    }

    @Test
    void shouldLoseWhatIsInFlightAndKeepWhatHasArrivedWhenCut() {
        Wire wire = new Wire(10);
        send(wire, "abcdef");
        wire.arrive(2);
        wire.cut();
        assertFalse(wire.arrive(4));
        wire.arriveEnd();
        assertFalse(wire.endArrived());
        assertEquals(2, wire.available());
        assertEquals("ab", receive(wire, 2));
        assertEquals(10, wire.room());
    }

    @Test
    void shouldFreeTheWindowWhenWhatArrivedIsDiscarded() {
        Wire wire = new Wire(3);
        send(wire, "abc");
        wire.arrive(3);
        wire.discardArrived();
        assertEquals(0, wire.available());
        assertEquals(3, wire.room());
    }
}

package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import staunch.tls.EveryProvider;

/** The reading half of the record protocol: leftover first, then whole records while there are any. */
@EveryProvider
class PullViewTest {
    private final PumpPair pair = new PumpPair(new TestEngines(TestEngines.TLS13)).run();
    private final PumpEnd server = pair.server;
    private final PlaintextLeftover plaintext = new PlaintextLeftover(server.pool, server.ledger);
    private final PullView view = new PullView(server.pump, plaintext, server.scratch);

    /** The records of several writes of the client. */
    private byte[] records(byte[]... writes) {
        for (byte[] write : writes) {
            pair.client.write(write);
            pair.client.drive();
        }
        return pair.client.takeWire();
    }

    private void arrive(byte[] wire, int from, int to) {
        server.pump.keep(ByteBuffer.wrap(wire, from, to - from));
    }

    @Test
    void shouldGiveTheRestOfARecordBeforeAnythingElse() {
        byte[] wire = records(new byte[] {1, 2, 3, 4, 5}, new byte[] {6, 7});
        arrive(wire, 0, wire.length);
        ByteBuffer two = ByteBuffer.allocate(2);
        assertEquals(2, view.read(two));
        assertEquals(3, plaintext.remaining());
        ByteBuffer rest = ByteBuffer.allocateDirect(100);
        assertEquals(5, view.read(rest));
        byte[] got = new byte[5];
        rest.flip().get(got);
        assertArrayEquals(new byte[] {3, 4, 5, 6, 7}, got);
        assertEquals(0, view.read(ByteBuffer.allocate(1)));
        pair.assertNothingHeld();
    }

    @Test
    void shouldNotOpenARecordWhileTheLeftoverFillsTheTarget() {
        byte[] wire = records(new byte[10], new byte[10]);
        arrive(wire, 0, wire.length);
        assertEquals(4, view.read(ByteBuffer.allocate(4)));
        int ciphertextBytes = server.pump.ciphertext().remaining();
        assertEquals(6, view.read(ByteBuffer.allocate(6)));
        assertEquals(ciphertextBytes, server.pump.ciphertext().remaining());
        assertEquals(0, view.read(ByteBuffer.allocate(0)));
        assertEquals(10, view.read(ByteBuffer.allocate(11)));
    }

    @Test
    void shouldWaitForAWholeRecordAtEverySplit() {
        byte[] data = {9, 8, 7};
        byte[] first = records(data);
        arrive(first, 0, first.length);
        assertEquals(3, view.read(ByteBuffer.allocate(8)));
        for (int cut = 0; cut < first.length; cut++) {
            byte[] record = records(data);
            arrive(record, 0, cut);
            assertEquals(0, view.read(ByteBuffer.allocate(8)), "cut at " + cut);
            arrive(record, cut, record.length);
            assertEquals(3, view.read(ByteBuffer.allocate(8)), "cut at " + cut);
            pair.assertNothingHeld();
        }
    }

    @Test
    void shouldEndAtCloseNotify() {
        pair.client.write(new byte[3]);
        pair.client.closeWhenSent = true;
        pair.client.drive();
        byte[] wire = pair.client.takeWire();
        arrive(wire, 0, wire.length);
        assertEquals(2, view.read(ByteBuffer.allocate(2)));
        assertEquals(1, view.read(ByteBuffer.allocate(2)));
        assertEquals(-1, view.read(ByteBuffer.allocate(2)));
    }

    @Test
    void shouldBeByteExactForAnySizesOfReads() {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            byte[] data = PumpConversationTest.random(60_000, seed);
            byte[] wire = records(data);
            ByteBuffer got = ByteBuffer.allocate(data.length + 1);
            int at = 0;
            while (got.position() < data.length) {
                int piece = Math.min(wire.length - at, 1 + random.nextInt(20_000));
                if (server.pump.ciphertext().room() >= piece) {
                    arrive(wire, at, at + piece);
                    at += piece;
                }
                ByteBuffer target = ByteBuffer.allocate(1 + random.nextInt(30_000));
                view.read(target);
                got.put(target.flip());
            }
            assertArrayEquals(data, Arrays.copyOf(got.array(), data.length), "seed " + seed);
            pair.assertNothingHeld();
        }
    }
}

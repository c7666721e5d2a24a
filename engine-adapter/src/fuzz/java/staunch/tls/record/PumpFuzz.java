package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One end of a connection under a hostile network: the fuzzer cuts, damages and invents what comes from a sound peer. Its
 * input is a program:
 *
 * <pre>
 *      first byte   bit 0: the server is under test, or the client    bit 1: TLS 1.2 or 1.3
 *      then steps   operation, argument
 *        0 n   the next n bytes of the peer arrive; all if n is 0
 *        1 n   the next n bytes of the program arrive
 *        2 n   the next 1 + n / 8 bytes of the peer arrive, bit n % 8 of the last one flipped
 *        3 n   n % 4: the end under test writes, or closes; the peer writes, or closes
 * </pre>
 *
 * Nothing may be thrown, no call may be repeated without end, no more may be held than the bounds say, what is delivered
 * was sent, and at the end no buffer is out.
 */
class PumpFuzz {
    /** Keeps a program short, so that many are tried. */
    private static final int MAX_STEPS = 200;

    private static final byte[] DATA = "the water that a staunch lets through".getBytes(StandardCharsets.US_ASCII);
    private static final TestEngines TLS_1_2 = new TestEngines(TestEngines.TLS12);
    private static final TestEngines TLS_1_3 = new TestEngines(TestEngines.TLS13);

    @FuzzTest(maxDuration = "10m")
    void shouldSurviveAnyNetwork(byte[] input) {
        if (input.length == 0) {
            return;
        }
        ByteBuffer program = ByteBuffer.wrap(input);
        int first = program.get();
        TestEngines engines = (first & 2) == 0 ? TLS_1_2 : TLS_1_3;
        PumpEnd client = new PumpEnd(engines.client());
        PumpEnd server = new PumpEnd(engines.server());
        Wire wire = (first & 1) == 0 ? new Wire(server, client) : new Wire(client, server);
        for (int step = 0; step < MAX_STEPS && program.remaining() >= 2; step++) {
            wire.step(program.get() & 3, program.get() & 0xff, program);
        }
        wire.end();
    }

    private static final class Wire {
        private final PumpEnd tested;
        private final PumpEnd peer;
        private final ByteArrayOutputStream sentByPeer = new ByteArrayOutputStream();
        private ByteBuffer underWay = ByteBuffer.allocate(0);

        Wire(PumpEnd tested, PumpEnd peer) {
            this.tested = tested;
            this.peer = peer;
            tested.drive();
            peer.drive();
        }

        void step(int operation, int argument, ByteBuffer program) {
            switch (operation) {
                case 0 -> arrive(fromPeer(argument == 0 ? Integer.MAX_VALUE : argument));
                case 1 -> {
                    byte[] invented = new byte[Math.min(argument, program.remaining())];
                    program.get(invented);
                    arrive(invented);
                }
                case 2 -> {
                    byte[] damaged = fromPeer(1 + argument / 8);
                    if (damaged.length > 0) {
                        damaged[damaged.length - 1] ^= (byte) (1 << argument % 8);
                    }
                    arrive(damaged);
                }
                default -> act(argument);
            }
        }

        private void act(int which) {
            PumpEnd end = (which & 2) == 0 ? tested : peer;
            if ((which & 1) != 0) {
                end.closeWhenSent = true;
            } else if (!end.closeWhenSent) {
                end.write(DATA);
                if (end == peer) {
                    sentByPeer.writeBytes(DATA);
                }
            }
            end.drive();
        }

        /** The peer hears all that the end under test has said so far. */
        private byte[] fromPeer(int maxBytes) {
            byte[] said = tested.takeWire();
            peer.arrive(said, 0, said.length);
            byte[] more = peer.takeWire();
            underWay = ByteBuffer.allocate(underWay.remaining() + more.length)
                    .put(underWay)
                    .put(more)
                    .flip();
            byte[] next = new byte[Math.min(maxBytes, underWay.remaining())];
            underWay.get(next);
            return next;
        }

        private void arrive(byte[] bytes) {
            tested.arrive(bytes, 0, bytes.length);
            assertTrue(tested.pump.ciphertext().remaining() <= CiphertextLeftover.MAX_BYTES);
            if (tested.pump.failure() != null) {
                assertEquals(RecordPump.Next.DONE, tested.pump.next());
                assertTrue(
                        tested.pump.failure().getMessage().matches("\\P{Cntrl}+"), tested.pump.failure()::getMessage);
            }
        }

        void end() {
            boolean inOrder = tested.pump.endInput();
            tested.drive();
            assertTrue(!inOrder || tested.pump.isHandshakeDone());
            byte[] received = tested.received.toByteArray();
            assertTrue(received.length <= sentByPeer.size());
            assertArrayEquals(Arrays.copyOf(sentByPeer.toByteArray(), received.length), received);
            tested.staged.release();
            tested.pump.ciphertext().release();
            assertEquals("[]", tested.pool.outstanding().toString());
            assertEquals(0, tested.scratch.depth());
        }
    }
}

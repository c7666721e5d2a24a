package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.tls.Difference;
import staunch.tls.EveryProvider;
import staunch.tls.TestProvider;

/** Whole conversations between two pumps: handshake, data both ways, close; however the bytes are cut. */
@EveryProvider
class PumpConversationTest {
    private static final byte[] QUESTION =
            "how far is it from the wire to the handler?".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ANSWER = "two leftovers and a pump".getBytes(StandardCharsets.UTF_8);

    private static PumpPair talk(TestEngines engines, byte[] question, byte[] answer, IntUnaryOperator pieces) {
        PumpPair pair = new PumpPair(engines);
        pair.client.write(question);
        pair.run(pieces);
        pair.server.write(answer);
        pair.run(pieces);
        pair.client.closeWhenSent = true;
        pair.run(pieces);
        pair.server.closeWhenSent = true;
        return pair.run(pieces);
    }

    private static void assertTalked(PumpPair pair, byte[] question, byte[] answer, String where) {
        assertNull(pair.client.pump.failure(), where);
        assertNull(pair.server.pump.failure(), where);
        assertArrayEquals(question, pair.server.received.toByteArray(), where);
        assertArrayEquals(answer, pair.client.received.toByteArray(), where);
        for (PumpEnd end : new PumpEnd[] {pair.client, pair.server}) {
            assertEquals(RecordPump.Next.DONE, end.pump.next(), where);
            assertTrue(end.pump.inputClosed() && end.pump.outputClosed(), where);
            assertTrue(end.pump.endInput(), where);
        }
        pair.assertNothingHeld();
    }

    @ParameterizedTest
    @ValueSource(strings = {TestEngines.TLS12, TestEngines.TLS13})
    void shouldTalkWhereverTheStreamIsCut(String version) {
        TestEngines engines = new TestEngines(version);
        int whole = talk(engines, QUESTION, ANSWER, at -> 0).bytesOnWire;
        assertTrue(whole < 6 * 1024, whole + " bytes");
        for (int cut = 1; cut < whole + 64; cut += TestProvider.current().offsetStep()) {
            int end = cut;
            PumpPair pair = talk(engines, QUESTION, ANSWER, at -> end - at);
            assertTalked(pair, QUESTION, ANSWER, version + " cut at " + cut);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, 1", "TLSv1.2, 2", "TLSv1.2, 3", "TLSv1.2, 7", "TLSv1.2, 1000",
        "TLSv1.3, 1", "TLSv1.3, 2", "TLSv1.3, 3", "TLSv1.3, 7", "TLSv1.3, 1000"
    })
    void shouldTalkInSteps(String version, int step) {
        byte[] question = random(40_000, step);
        byte[] answer = random(20_000, -step);
        PumpPair pair = talk(new TestEngines(version), question, answer, at -> step);
        assertTalked(pair, question, answer, version + " in steps of " + step);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16366, 16367, 16368, 16369, 16383, 16384, 16385, 100_000, 5_000_000})
    void shouldCarryEverySizeBothWays(int size) {
        for (String version : new String[] {TestEngines.TLS12, TestEngines.TLS13}) {
            byte[] question = random(size, size);
            byte[] answer = random(size, ~size);
            PumpPair pair = talk(new TestEngines(version), question, answer, at -> 64 * 1024);
            assertTalked(pair, question, answer, version + " with " + size + " bytes");
        }
    }

    @Test
    void shouldTalkInDirectBuffers() {
        TestEngines engines = new TestEngines(TestEngines.TLS13);
        PumpPair pair = new PumpPair(
                new PumpEnd(engines.client(), PumpLimits.DEFAULT, EngineProfile.DIRECT),
                new PumpEnd(engines.server(), PumpLimits.DEFAULT, EngineProfile.DIRECT));
        byte[] question = random(100_000, 17);
        pair.client.write(question);
        pair.run(at -> 1500);
        assertArrayEquals(question, pair.server.received.toByteArray());
        pair.assertNothingHeld();
    }

    @Test
    void shouldSendWhatWasWrittenBeforeTheHandshakeRightBehindIt() {
        for (String version : new String[] {TestEngines.TLS12, TestEngines.TLS13}) {
            PumpPair pair = new PumpPair(new TestEngines(version));
            pair.client.write(QUESTION);
            pair.server.write(ANSWER);
            pair.run();
            assertArrayEquals(QUESTION, pair.server.received.toByteArray(), version);
            assertArrayEquals(ANSWER, pair.client.received.toByteArray(), version);
        }
    }

    @Test
    void shouldFillRecordsWithoutTails() {
        PumpPair pair = new PumpPair(new TestEngines(TestEngines.TLS13)).run();
        pair.client.write(random(1_000_000, 3));
        pair.client.drive();
        byte[] wire = pair.client.takeWire();
        int records = 0;
        for (int at = 0; at < wire.length; records++) {
            at += 5 + ((wire[at + 3] & 0xff) << 8 | wire[at + 4] & 0xff);
        }
        int full = pair.client.pump.fullRecordBytes();
        assertTrue(full > 16_000 && full <= 16_384, full + " bytes");
        assertEquals((1_000_000 + full - 1) / full, records);
    }

    @Test
    void shouldKeepATailStagedWhenOnlyFullRecordsAreWanted() {
        PumpPair pair = new PumpPair(new TestEngines(TestEngines.TLS13)).run();
        pair.client.write(random(20_000, 3));
        try (EngineScratch.Frame frame = pair.client.scratch.enter()) {
            pair.client.pump.wrap(pair.client.staged, true, Integer.MAX_VALUE, frame);
        }
        assertEquals(20_000 - pair.client.pump.fullRecordBytes(), pair.client.staged.pendingBytes());
        pair.client.staged.release();
    }

    @ParameterizedTest
    @ValueSource(strings = {TestEngines.TLS12, TestEngines.TLS13})
    void shouldTellWhetherASessionWasResumed(String version) {
        TestEngines engines = new TestEngines(version);
        for (int i = 0; i < 3; i++) {
            PumpPair pair = talk(engines, QUESTION, ANSWER, at -> 0);
            boolean resumed =
                    i > 0 && !(version.equals(TestEngines.TLS13) && Difference.NO_RESUMPTION_IN_TLS13.isHere());
            assertEquals(resumed, pair.client.pump.resumed(), version + " connection " + i);
            assertEquals(resumed, pair.server.pump.resumed(), version + " connection " + i);
        }
    }

    @Test
    void shouldGoOnReceivingAfterClosingItsOwnDirectionInTls13() {
        PumpPair pair = new PumpPair(new TestEngines(TestEngines.TLS13)).run();
        pair.client.closeWhenSent = true;
        pair.run();
        assertTrue(pair.server.pump.inputClosed());
        byte[] late = random(50_000, 5);
        pair.server.write(late);
        pair.run();
        if (Difference.NO_HALF_CLOSE.isHere()) {
            assertEquals(0, pair.client.received.size());
            pair.server.staged.release();
        } else {
            assertFalse(pair.server.pump.outputClosed());
            assertArrayEquals(late, pair.client.received.toByteArray());
        }
        pair.assertNothingHeld();
    }

    @Test
    void shouldAnswerCloseNotifyInTls12() {
        PumpPair pair = new PumpPair(new TestEngines(TestEngines.TLS12)).run();
        pair.client.closeWhenSent = true;
        pair.run();
        assertTrue(pair.client.pump.inputClosed());
        assertTrue(pair.server.pump.inputClosed() && pair.server.pump.outputClosed());
        assertEquals(RecordPump.Next.DONE, pair.server.pump.next());
    }

    @Test
    void shouldIgnoreWhatLiesBehindCloseNotify() {
        PumpPair pair = new PumpPair(new TestEngines(TestEngines.TLS13)).run();
        pair.client.closeWhenSent = true;
        pair.client.drive();
        byte[] wire = pair.client.takeWire();
        byte[] more = Arrays.copyOf(wire, wire.length + 1000);
        pair.server.arrive(more, 0, more.length);
        assertTrue(pair.server.pump.inputClosed());
        assertNull(pair.server.pump.failure());
        pair.assertNothingHeld();
    }

    static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}

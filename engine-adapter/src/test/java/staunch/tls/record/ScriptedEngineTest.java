package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import staunch.reactor.memory.BufferPool;
import staunch.reactor.memory.Ledger;
import staunch.reactor.memory.OutboundQueue;
import staunch.reactor.memory.Purpose;
import staunch.tls.record.ScriptedEngine.Answer;

/** Whatever an engine answers, for ever: the pump does not spin, and leaves it alone while a task is out. */
class ScriptedEngineTest {
    /** Two records of the peer and three staged bytes are all there is to do; each call may be repeated a little. */
    private static final int MAX_CALLS = 4 * ProgressGuard.MAX_CALLS_WITHOUT_INPUT;

    private static final TestEngines ENGINES = new TestEngines(TestEngines.TLS13);
    private static final SSLSession SESSION = session();
    private static final EngineScratch SCRATCH = new EngineScratch(EngineProfile.HEAP);

    private static SSLSession session() {
        SSLEngine client = ENGINES.client();
        new PumpPair(new PumpEnd(client), new PumpEnd(ENGINES.server())).run();
        return client.getSession();
    }

    private static List<Answer> allAnswers() {
        List<Answer> answers = new ArrayList<>();
        for (Status status : Status.values()) {
            for (HandshakeStatus handshake : HandshakeStatus.values()) {
                for (int bits = 0; bits < 4; bits++) {
                    answers.add(new Answer(status, handshake, (bits & 1) != 0, (bits & 2) != 0));
                }
            }
        }
        return answers;
    }

    @Test
    void shouldNeverSpinWhateverTheEngineAnswers() {
        int engines = 0;
        List<Answer> answers = allAnswers();
        for (Answer wrap : answers) {
            for (Answer unwrap : answers) {
                for (HandshakeStatus begin : HandshakeStatus.values()) {
                    ScriptedEngine engine = new ScriptedEngine(wrap, unwrap, begin, MAX_CALLS, SESSION);
                    engine.task = engines % 2 == 0 ? () -> {} : null;
                    converse(engine, wrap + " / " + unwrap + " from " + begin);
                    engines++;
                }
            }
        }
        assertEquals(answers.size() * answers.size() * HandshakeStatus.values().length, engines);
    }

    /** As a channel does it: tasks, wrapping and unwrapping for as long as the pump wants something. */
    private static void converse(ScriptedEngine engine, String script) {
        BufferPool pool = new BufferPool();
        Ledger ledger = new Ledger();
        OutboundQueue staged = new OutboundQueue(pool, ledger, Purpose.STAGED);
        RecordPump pump = new RecordPump(engine, PumpLimits.DEFAULT, pool, ledger);
        ByteBuffer in = ByteBuffer.wrap(new byte[] {23, 3, 3, 0, 1, 0, 23, 3, 3, 0, 1, 0});
        try {
            pump.begin();
            staged.append(ByteBuffer.wrap(new byte[3]), 3);
            int turns = 0;
            while (step(engine, pump, staged, in)) {
                assertTrue(++turns <= MAX_CALLS, () -> "a channel would spin: " + script);
            }
        } catch (AssertionError e) {
            throw new AssertionError(script, e);
        } finally {
            staged.release();
            pump.ciphertext().release();
        }
        assertEquals(0, ledger.heldBytes(), script);
    }

    private static boolean step(ScriptedEngine engine, RecordPump pump, OutboundQueue staged, ByteBuffer in) {
        return switch (pump.next()) {
            case RUN_TASK -> runTask(engine, pump);
            case WRAP -> wrap(pump, staged);
            case UNWRAP, EXCHANGE ->
                unwrap(pump, in) || (pump.canSendData() && staged.pendingBytes() > 0 && wrap(pump, staged));
            case AWAIT_TASK, DONE -> false;
        };
    }

    private static boolean runTask(ScriptedEngine engine, RecordPump pump) {
        if (pump.takeTask() == null) {
            return false;
        }
        engine.taskOut = true;
        assertEquals(RecordPump.Next.AWAIT_TASK, pump.next());
        assertTrue(!unwrap(pump, ByteBuffer.wrap(new byte[] {23, 3, 3, 0, 1, 0})));
        OutboundQueue nothing = new OutboundQueue(new BufferPool(), new Ledger(), Purpose.STAGED);
        wrap(pump, nothing);
        pump.closeOutput();
        engine.taskOut = false;
        pump.taskDone();
        return true;
    }

    private static boolean wrap(RecordPump pump, OutboundQueue staged) {
        try (EngineScratch.Frame frame = SCRATCH.enter()) {
            pump.wrap(staged, false, Integer.MAX_VALUE, frame);
            return true;
        }
    }

    private static boolean unwrap(RecordPump pump, ByteBuffer in) {
        try (EngineScratch.Frame frame = SCRATCH.enter()) {
            return pump.unwrap(in, frame);
        }
    }

    @Test
    void shouldFailAnEngineThatMakesNoProgressWithinTwoCalls() {
        Answer nothing = new Answer(Status.OK, HandshakeStatus.NEED_WRAP, false, false);
        ScriptedEngine engine = new ScriptedEngine(nothing, nothing, HandshakeStatus.NEED_WRAP, 3, SESSION);
        RecordPump pump = new RecordPump(engine, PumpLimits.DEFAULT, new BufferPool(), new Ledger());
        pump.begin();
        wrap(pump, new OutboundQueue(new BufferPool(), new Ledger(), Purpose.STAGED));
        RecordException failure = pump.failure();
        assertNotNull(failure);
        assertEquals(RecordException.Kind.ENGINE_FAULT, failure.kind());
        assertTrue(failure.getMessage().contains("no progress"), failure.getMessage());
        assertEquals(RecordPump.Next.DONE, pump.next());
    }

    @Test
    void shouldWaitRatherThanSpinForATaskThatIsNotThere() {
        Answer needTask = new Answer(Status.OK, HandshakeStatus.NEED_TASK, true, false);
        ScriptedEngine engine = new ScriptedEngine(needTask, needTask, HandshakeStatus.NEED_TASK, 2, SESSION);
        RecordPump pump = new RecordPump(engine, PumpLimits.DEFAULT, new BufferPool(), new Ledger());
        pump.begin();
        assertEquals(RecordPump.Next.RUN_TASK, pump.next());
        assertEquals(null, pump.takeTask());
        assertEquals(RecordPump.Next.AWAIT_TASK, pump.next());
        engine.handshakeStatus = HandshakeStatus.NEED_UNWRAP;
        pump.keep(ByteBuffer.wrap(new byte[1]));
        assertEquals(RecordPump.Next.UNWRAP, pump.next());
        pump.endInput();
    }

    @Test
    void shouldSeeARecordOnceThatItsEngineTakesLater() {
        Answer later = new Answer(Status.OK, HandshakeStatus.NEED_UNWRAP, false, false);
        Answer taken = new Answer(Status.OK, HandshakeStatus.NEED_UNWRAP, true, false);
        ScriptedEngine engine = new ScriptedEngine(later, later, HandshakeStatus.NEED_UNWRAP, MAX_CALLS, SESSION);
        List<TracedRecord> seen = new ArrayList<>();
        RecordPump pump = new RecordPump(engine, PumpLimits.DEFAULT, new BufferPool(), new Ledger(), seen::add);
        ByteBuffer in = ByteBuffer.wrap(HelloBytes.records(HelloBytes.message(2, new byte[40]), 30));
        pump.begin();
        try (EngineScratch.Frame frame = SCRATCH.enter()) {
            pump.unwrap(in, frame);
            engine.unwrapAnswer = taken;
            pump.unwrap(in, frame);
            pump.unwrap(in, frame);
        }
        assertEquals(
                List.of(HandshakeMessage.Part.BEGINNING, HandshakeMessage.Part.END),
                seen.stream()
                        .flatMap(record -> record.messages().stream())
                        .map(HandshakeMessage::part)
                        .toList());
    }
}

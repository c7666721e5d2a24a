package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The phases of a turn: their order, and how much of each one turn does. */
class EventLoopPhasesTest {
    private final ScriptedLoop stage = new ScriptedLoop();
    private final EventLoop loop = stage.loop;
    private final List<String> order = new ArrayList<>();

    private Runnable note(String what) {
        return () -> order.add(what);
    }

    @Test
    void shouldGoThroughItsPhasesInOrder() {
        ScriptedSocket socket = new ScriptedSocket();
        RecordingHandler handler = new RecordingHandler();
        handler.whenRead = (channel, in) -> handler.take(in, in.remaining());
        stage.open(socket, handler);
        handler.whenRead = (channel, in) -> {
            handler.take(in, in.remaining());
            order.add("socket");
        };

        loop.costly(note("costly"));
        loop.atEndOfTurn(note("end of turn"));
        loop.ready(note("ready"));
        loop.timer(note("timer")).schedule(0);
        loop.execute(note("task"));
        socket.sends("x");
        assertEquals(6, loop.turn(false));
        assertEquals(List.of("socket", "task", "timer", "ready", "end of turn", "costly"), order);
        assertEquals(0, loop.turn(false));
    }

    @Test
    void shouldRunAtMostItsBudgetOfTasksPerTurn() {
        int count = EventLoop.MAX_TASKS_PER_TURN + 1;
        for (int i = 0; i < count; i++) {
            loop.execute(note("task"));
        }
        stage.turn();
        assertEquals(EventLoop.MAX_TASKS_PER_TURN, order.size());
        loop.turn(true);
        assertEquals(0, stage.poller().lastTimeoutNanos, "it must not wait while tasks do");
        assertEquals(count, order.size());
    }

    @Test
    void shouldLeaveWhatBecomesReadyMeanwhileToTheNextTurn() {
        loop.ready(() -> {
            order.add("first");
            loop.ready(note("second"));
        });
        stage.turn();
        assertEquals(List.of("first"), order);
        loop.turn(true);
        assertEquals(List.of("first", "second"), order);
        assertEquals(0, stage.poller().lastTimeoutNanos, "it must not wait while something is ready");
    }

    @Test
    void shouldServeFewOfThoseWhoAreReadyPerTurnInOrder() {
        for (int i = 0; i <= EventLoop.MIN_READY_PER_TURN; i++) {
            loop.ready(note("ready " + i));
        }
        stage.turn();
        assertEquals(EventLoop.MIN_READY_PER_TURN, order.size());
        loop.ready(note("later"));
        loop.turn(true);
        assertEquals(0, stage.poller().lastTimeoutNanos, "it must not wait while something is ready");
        assertEquals(
                List.of("ready " + EventLoop.MIN_READY_PER_TURN, "later"),
                order.subList(EventLoop.MIN_READY_PER_TURN, order.size()));
    }

    @Test
    void shouldFlushInTheSameTurnWhatAFlushHasWritten() {
        loop.atEndOfTurn(() -> {
            order.add("upper layer");
            loop.atEndOfTurn(note("lower layer"));
        });
        loop.turn(true);
        assertEquals(List.of("upper layer", "lower layer"), order);
        assertEquals(0, stage.poller().lastTimeoutNanos, "it must not wait while something is to be flushed");
    }

    @Test
    void shouldDoOneThingThatIsCostlyPerTurnAndFlushWhatItWrote() {
        for (String name : List.of("first", "second")) {
            loop.costly(() -> {
                order.add(name);
                loop.atEndOfTurn(note("flush " + name));
            });
        }
        stage.turn();
        assertEquals(List.of("first", "flush first"), order);
        loop.costly(note("third"));
        loop.turn(true);
        assertEquals(0, stage.poller().lastTimeoutNanos, "it must not wait while something is to be done");
        stage.turn();
        assertEquals(List.of("first", "flush first", "second", "flush second", "third"), order);
        assertEquals(0, loop.turn(false));
    }

    @Test
    void shouldDoWhatIsCostlyForAsLongAsTheRestOfTheTurnTook() {
        loop.ready(() -> stage.time.advanceNanos(10));
        for (int i = 0; i < 4; i++) {
            loop.costly(() -> {
                order.add("costly");
                stage.time.advanceNanos(4);
            });
        }
        stage.turn();
        assertEquals(3, order.size(), "the third began in time");
        stage.turn();
        assertEquals(4, order.size());
    }

    @Test
    void shouldNotLetWhatIsSoonDoneTakeATurnOfItsOwn() {
        loop.ready(() -> stage.time.advanceNanos(1));
        int many = 10_000;
        for (int i = 0; i < many; i++) {
            loop.costly(note("nobody waits for it any more"));
        }
        stage.turn();
        assertEquals(many, order.size());
    }

    @Test
    void shouldGoOnAfterWorkThatThrows() {
        Runnable throwing = () -> {
            throw new AssertionError("thrown on purpose by a test");
        };
        loop.execute(throwing);
        loop.execute(note("task"));
        loop.ready(throwing);
        loop.ready(note("ready"));
        loop.timer(throwing).schedule(0);
        loop.timer(note("timer")).schedule(0);
        loop.atEndOfTurn(throwing);
        loop.atEndOfTurn(note("end of turn"));
        loop.costly(throwing);
        stage.turn();
        assertEquals(List.of("task", "timer", "ready", "end of turn"), order);
    }

    @Test
    void shouldServeAsManyAsKeepComing() {
        int coming = 10 * EventLoop.MIN_READY_PER_TURN;
        int most = 0;
        for (int turn = 0; turn < 200; turn++) {
            for (int i = 0; i < coming; i++) {
                loop.ready(note("ready"));
            }
            stage.turn();
            most = Math.max(most, (turn + 1) * coming - order.size());
        }
        assertTrue(most <= EventLoop.TURNS_FOR_ALL_READY * coming, most + " waited");
    }
}

package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pull view of a plain channel: what was left first, then what is there, and never a wait. */
class TcpChannelPullTest {
    private final ScriptedLoop stage = new ScriptedLoop();
    private final ScriptedSocket socket = new ScriptedSocket();
    private final RecordingHandler handler = new RecordingHandler();

    TcpChannelPullTest() {
        handler.whenRead = (channel, in) -> {};
        stage.open(socket, handler);
    }

    @AfterEach
    void nothingLeaksAndNoCallbackNests() {
        stage.end();
        assertEquals(List.of(), handler.violations);
        assertEquals(0, handler.channel.ledger().heldBytes());
    }

    private void arrives(String text) {
        socket.sends(text);
        stage.settle();
    }

    /** One read of up to so many bytes: the text, or the number if it is not positive. */
    private String pull(int most) {
        ByteBuffer target = ByteBuffer.allocate(most);
        int moved = handler.channel.read(target);
        assertEquals(Math.max(0, moved), target.position());
        return moved > 0 ? new String(target.array(), 0, moved, StandardCharsets.US_ASCII) : "" + moved;
    }

    @Test
    void shouldGiveWhatWasLeftFirstAndThenWhatCame() {
        arrives("abc");
        assertEquals("ab", pull(2));
        arrives("def");
        assertEquals("cd", pull(2));
        assertEquals("ef", pull(100));
        assertEquals("0", pull(100));
        assertEquals(0, handler.channel.ledger().heldBytes());
    }

    @Test
    void shouldGiveBehindWhatAPushHandlerLeft() {
        handler.whenRead = (channel, in) -> handler.take(in, 1);
        arrives("abc");
        handler.whenRead = (channel, in) -> {};
        assertEquals("a", handler.receivedText());
        assertEquals("bc", pull(100));
    }

    @Test
    void shouldReturnWhatIsThereToATargetLargerThanEverything() {
        arrives("abc");
        assertEquals("abc", pull(1_000_000));
        assertEquals("0", pull(1_000_000));
    }

    @Test
    void shouldMoveNothingIntoATargetWithoutRoom() {
        assertEquals("0", pull(0));
        arrives("abc");
        assertEquals("0", pull(0));
        socket.ends();
        stage.settle();
        assertEquals("0", pull(0));
        assertEquals("abc", pull(3));
        assertEquals("0", pull(0), "nothing fits, so the end is not what it is about");
        assertEquals("-1", pull(1));
    }

    @Test
    void shouldFillOnlyFromPositionToLimit() {
        arrives("abcdef");
        ByteBuffer target = ByteBuffer.allocateDirect(10).position(2).limit(5);
        assertEquals(3, handler.channel.read(target));
        assertEquals(5, target.position());
        target.clear();
        assertEquals('a', target.get(2));
        assertEquals(0, target.get(1));
        assertEquals(0, target.get(5));
    }

    @Test
    void shouldReturnTheEndAsOftenAsAskedBehindTheLastByte() {
        arrives("ab");
        socket.ends();
        stage.settle();
        assertEquals(InputEnd.CLEAN, handler.inputEnd);
        assertEquals("a", pull(1));
        assertEquals("b", pull(5));
        assertEquals("-1", pull(5));
        assertEquals("-1", pull(5));
        assertNull(handler.cause, "our direction is open");
        handler.channel.shutdownOutput();
        stage.settle();
        assertEquals(CloseCause.Kind.ENDED, handler.closedAs());
    }

    @Test
    void shouldEndTheChannelOnlyWhenEverythingWasPulled() {
        arrives("ab");
        socket.ends();
        handler.channel.shutdownOutput();
        stage.settle();
        assertTrue(handler.channel.isOpen());
        assertEquals("a", pull(1));
        stage.settle();
        assertTrue(handler.channel.isOpen());
        assertEquals("b", pull(1));
        stage.settle();
        assertEquals(CloseCause.Kind.ENDED, handler.closedAs());
    }

    @Test
    void shouldReturnTheEndAfterAReset() {
        arrives("ab");
        socket.failsReading(new IOException("Connection reset"));
        stage.settle();
        assertEquals(CloseCause.Kind.RESET, handler.closedAs());
        assertEquals("-1", pull(5));
        assertEquals(0, handler.channel.ledger().heldBytes());
    }

    @Test
    void shouldStopTheSocketWhileTheLeftoverIsFullAndGoOnWhenThereIsRoom() {
        byte[] bytes = TestBytes.random(handler.channel.readAheadBytes() + 1, 1);
        socket.sends(bytes);
        stage.settle();
        assertEquals(0, socket.interest & PollableSocket.READ);
        ByteBuffer target = ByteBuffer.allocate(bytes.length + 1);
        assertEquals(handler.channel.readAheadBytes(), handler.channel.read(target));
        assertEquals(PollableSocket.READ, socket.interest & PollableSocket.READ);
        stage.settle();
        assertEquals(1, handler.channel.read(target));
        assertArrayEquals(bytes, Arrays.copyOf(target.array(), bytes.length));
    }

    @Test
    void shouldTakeFromWhatOnReadShows() {
        handler.whenRead = (channel, in) -> {
            ByteBuffer two = ByteBuffer.allocate(2);
            assertEquals(Math.min(2, in.remaining()), channel.read(two));
            handler.take(two.flip(), two.limit());
        };
        arrives("abc");
        arrives("d");
        assertEquals("abcd", handler.receivedText());
        assertFalse(handler.events.isEmpty());
    }

    @Test
    void shouldBeByteExactOneByteAtATime() {
        byte[] bytes = TestBytes.random(100_000, 2);
        socket.sends(bytes).ends();
        byte[] got = new byte[bytes.length];
        ByteBuffer one = ByteBuffer.allocate(1);
        for (int at = 0; at < got.length; ) {
            stage.turn();
            while (at < got.length && handler.channel.read(one.clear()) == 1) {
                got[at++] = one.get(0);
            }
        }
        assertArrayEquals(bytes, got);
        stage.settle();
        assertEquals("-1", pull(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldBeByteExactForAnySizes(long seed) {
        Random random = new Random(seed);
        byte[] bytes = TestBytes.random(500_000, seed);
        for (int at = 0; at < bytes.length; ) {
            int piece = Math.min(bytes.length - at, 1 + random.nextInt(50_000));
            socket.sends(Arrays.copyOfRange(bytes, at, at + piece));
            at += piece;
        }
        socket.ends();
        ByteBuffer got = ByteBuffer.allocate(bytes.length);
        int moved = 0;
        while (moved >= 0) {
            stage.turn();
            ByteBuffer target = random.nextBoolean()
                    ? ByteBuffer.allocate(1 + random.nextInt(40_000))
                    : ByteBuffer.allocateDirect(1 + random.nextInt(40_000));
            moved = handler.channel.read(target);
            got.put(target.flip());
        }
        assertArrayEquals(bytes, got.array(), "seed " + seed);
    }
}

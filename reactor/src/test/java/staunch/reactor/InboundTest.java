package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The reading half, as a channel uses it. */
class InboundTest {
    private final ScriptedLoop stage = new ScriptedLoop();
    private final ScriptedSocket socket = new ScriptedSocket();
    private final RecordingHandler handler = new RecordingHandler();

    @AfterEach
    void nothingLeaksAndNoCallbackNests() {
        stage.end();
        assertEquals(List.of(), handler.violations);
        if (handler.channel != null) {
            assertEquals(0, handler.channel.ledger().heldBytes());
        }
    }

    private void open() {
        stage.open(socket, handler);
        handler.events.clear();
    }

    private void arrives(String text) {
        socket.sends(text);
        stage.settle();
    }

    private String pull(int length) {
        ByteBuffer target = ByteBuffer.allocate(length);
        int moved = handler.channel.read(target);
        return moved < 0 ? "end" : new String(target.array(), 0, moved, StandardCharsets.US_ASCII);
    }

    // ---- taking nothing, some, all ----

    @Test
    void shouldShowWhatWasLeftInFrontOfNewerBytes() {
        open();
        handler.whenRead = (channel, in) -> {};
        arrives("abc");
        handler.whenRead = (channel, in) -> handler.take(in, 4);
        arrives("de");
        handler.whenRead = (channel, in) -> handler.take(in, in.remaining());
        arrives("f");
        assertEquals(List.of("read 3", "read 5", "read 2"), handler.events);
        assertEquals("abcdef", handler.receivedText());
        assertEquals(0, handler.channel.ledger().heldBytes());
    }

    @Test
    void shouldServeASecondRequestOfTheSameSegmentWithoutASocketEvent() {
        open();
        handler.whenRead = (channel, in) -> handler.take(in, 4);
        arrives("GET1GET2");
        assertEquals("GET1", handler.receivedText());
        int reads = socket.reads;
        handler.channel.resumeReads();
        stage.settle();
        assertEquals("GET1GET2", handler.receivedText());
        assertEquals(List.of("read 8", "read 4"), handler.events);
        assertEquals(reads, socket.reads);
    }

    @Test
    void shouldServeTheRestWhenAskedFromInsideOnRead() {
        open();
        handler.whenRead = (channel, in) -> {
            handler.take(in, 1);
            channel.resumeReads();
        };
        arrives("abc");
        assertEquals("abc", handler.receivedText());
        assertEquals(List.of("read 3", "read 2", "read 1"), handler.events);
    }

    @Test
    void shouldNotSpinOverAPartialMessage() {
        open();
        handler.whenRead = (channel, in) -> {};
        arrives("half a mess");
        assertEquals(0, stage.loop.turn(false));
        assertEquals(List.of("read 11"), handler.events);
    }

    @Test
    void shouldStopReadingWhenTheReadAheadIsFullAndGoOnWhenThereIsRoom() {
        ChannelOptions options = ChannelOptions.DEFAULT.withReadAheadBytes(4096);
        stage.open(socket, handler, options);
        handler.whenRead = (channel, in) -> {};
        socket.sends(new byte[10_000]);
        stage.settle();
        assertEquals(4096, handler.channel.readAheadBytes());
        assertEquals(0, socket.interest, "a full read-ahead must not be asked for more");
        handler.whenRead = (channel, in) -> handler.take(in, in.remaining());
        handler.channel.resumeReads();
        stage.settle();
        assertEquals(10_000, handler.received.size());
    }

    @Test
    void shouldEndAChannelWhoseHandlerMovesTheBufferBackwards() {
        open();
        handler.whenRead = (channel, in) -> handler.take(in, 1);
        arrives("abc");
        handler.channel.resumeReads();
        stage.settle();
        assertEquals("ab", handler.receivedText());
        handler.whenRead = (channel, in) -> in.position(0).limit(0);
        handler.channel.resumeReads();
        stage.settle();
        assertEquals(CloseCause.Kind.HANDLER_FAILED, handler.closedAs());
        assertTrue(handler.cause.message().contains("take bytes from its front only"), handler.cause.message());
    }

    @Test
    void shouldEndAChannelWhoseHandlerThrows() {
        open();
        IllegalStateException thrown = new IllegalStateException("thrown on purpose by a test");
        handler.whenRead = (channel, in) -> {
            throw thrown;
        };
        arrives("abc");
        assertEquals(List.of("read 3", "closed HANDLER_FAILED"), handler.events);
        assertEquals(thrown, handler.cause.failure());
        assertTrue(socket.wasReset);
    }

    // ---- pause and resume ----

    @Test
    void shouldStopTheSocketTooWhilePaused() {
        open();
        handler.channel.pauseReads();
        arrives("abc");
        assertEquals(0, socket.reads);
        assertEquals(0, socket.interest);
        handler.channel.resumeReads();
        stage.settle();
        assertEquals("abc", handler.receivedText());
    }

    @Test
    void shouldPauseFromInsideOnReadOnReturn() {
        open();
        handler.whenRead = (channel, in) -> {
            handler.take(in, 1);
            channel.pauseReads();
        };
        arrives("abc");
        arrives("def");
        assertEquals("a", handler.receivedText());
        handler.channel.resumeReads();
        stage.settle();
        assertEquals("ab", handler.receivedText());
        handler.whenRead = (channel, in) -> handler.take(in, in.remaining());
        handler.channel.resumeReads();
        stage.settle();
        assertEquals("abcdef", handler.receivedText());
    }

    @Test
    void shouldShowNothingIfPausedAgainBeforeTheResumeWasServed() {
        open();
        handler.whenRead = (channel, in) -> {};
        arrives("abc");
        handler.channel.resumeReads();
        handler.channel.pauseReads();
        stage.settle();
        assertEquals(List.of("read 3"), handler.events);
    }

    // ---- the end ----

    @Test
    void shouldTellTheEndOnceAndBehindTheBytes() {
        open();
        socket.sends("abc").ends();
        stage.settle();
        handler.channel.resumeReads();
        stage.settle();
        assertEquals(List.of("read 3", "end CLEAN"), handler.events);
        assertEquals(0, socket.interest);
    }

    @Test
    void shouldStillHaveWhatWasLeftAfterTheEnd() {
        open();
        handler.whenRead = (channel, in) -> {};
        socket.sends("abc").ends();
        stage.settle();
        handler.whenRead = (channel, in) -> handler.take(in, 1);
        handler.channel.resumeReads();
        stage.settle();
        assertEquals("a", handler.receivedText());
        assertEquals("bc", pull(10));
        assertEquals("end", pull(10));
        assertEquals(List.of("read 3", "end CLEAN", "read 3"), handler.events);
    }

    @Test
    void shouldTellTheEndAfterThePause() {
        open();
        handler.channel.pauseReads();
        socket.ends();
        stage.settle();
        assertEquals(List.of(), handler.events);
        handler.channel.resumeReads();
        stage.settle();
        assertEquals(List.of("end CLEAN"), handler.events);
    }

    @Test
    void shouldTellAResetAndClose() {
        open();
        IOException failure = new IOException("Connection reset");
        socket.sends("abc").failsReading(failure);
        stage.settle();
        assertEquals(List.of("read 3", "end RESET", "closed RESET"), handler.events);
        assertEquals(failure, handler.cause.failure());
    }

    @Test
    void shouldLetWhatWasLeftBePulledWhenTheResetIsTold() {
        open();
        handler.whenRead = (channel, in) -> {};
        handler.whenInputEnds = channel -> handler.received.writeBytes(pull(10).getBytes(StandardCharsets.US_ASCII));
        socket.sends("abc").failsReading(new IOException("Connection reset"));
        stage.settle();
        assertEquals("abc", handler.receivedText());
    }

    // ---- the pull view ----

    @Test
    void shouldServeThePullView() {
        open();
        handler.whenRead = (channel, in) -> {};
        handler.channel.resumeReads();
        assertEquals("", pull(10));
        arrives("abcdef");
        assertEquals("", pull(0));
        assertEquals("ab", pull(2));
        arrives("gh");
        assertEquals("cdefgh", pull(10));
        assertEquals("", pull(10));
        assertEquals(0, handler.channel.ledger().heldBytes());
        socket.ends();
        stage.settle();
        assertEquals("end", pull(10));
    }

    @Test
    void shouldPullFromWhatIsShownInsideOnRead() {
        open();
        StringBuilder pulled = new StringBuilder();
        handler.whenRead = (channel, in) -> {
            pulled.append(pull(2)).append('|');
            handler.take(in, 1);
            pulled.append(pull(1));
        };
        arrives("abcdef");
        assertEquals("ab|d", pulled.toString());
        assertEquals("c", handler.receivedText());
        assertEquals("ef", pull(10));
    }

    @Test
    void shouldReadOnOnceAPullMadeRoom() {
        stage.open(socket, handler, ChannelOptions.DEFAULT.withReadAheadBytes(4096));
        handler.whenRead = (channel, in) -> {};
        socket.sends(new byte[4096]).sends("tail");
        stage.settle();
        assertEquals(0, socket.interest);
        assertEquals(4096, pull(5000).length());
        stage.settle();
        assertEquals("tail", pull(5000));
    }

    // ---- who is told ----

    @Test
    void shouldTellANewHandlerFromTheNextCallOn() {
        open();
        RecordingHandler next = new RecordingHandler();
        handler.whenRead = (channel, in) -> {
            handler.take(in, 2);
            channel.handler(next);
            channel.resumeReads();
        };
        arrives("abcd");
        assertEquals("ab", handler.receivedText());
        assertEquals("cd", next.receivedText());
        socket.ends();
        stage.settle();
        handler.channel.close();
        stage.settle();
        assertEquals(List.of("read 2", "end CLEAN", "closed CLOSED"), next.events);
        assertEquals(List.of("read 4"), handler.events);
        assertNull(handler.cause);
    }

    @Test
    void shouldDropTheRestWhenClosedInsideOnRead() {
        for (boolean fromLeftover : new boolean[] {false, true}) {
            ScriptedSocket each = new ScriptedSocket();
            RecordingHandler closer = new RecordingHandler();
            stage.open(each, closer);
            if (fromLeftover) {
                closer.whenRead = (channel, in) -> {};
                each.sends("left");
                stage.settle();
            }
            closer.whenRead = (channel, in) -> {
                channel.close();
                assertFalse(channel.ledger().heldBytes() > 0 && !fromLeftover);
            };
            each.sends("more");
            stage.settle();
            each.sends("and more").ends();
            stage.settle();
            assertEquals(0, closer.channel.ledger().heldBytes());
            assertEquals(CloseCause.Kind.CLOSED, closer.closedAs());
            assertNull(closer.inputEnd, "the handler sees no more input");
        }
    }

    @Test
    void shouldDeliverEveryByteOnceAndInOrderWhateverTheHandlerDoes() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            ScriptedSocket each = new ScriptedSocket();
            RecordingHandler taker = new RecordingHandler();
            stage.open(each, taker, ChannelOptions.DEFAULT.withReadAheadBytes(4096));
            taker.whenRead = (channel, in) -> {
                taker.take(in, random.nextInt(in.remaining() + 1));
                switch (random.nextInt(5)) {
                    case 0 -> channel.pauseReads();
                    case 1 -> channel.resumeReads();
                    case 2 -> pullInto(taker, random.nextInt(50));
                    default -> {}
                }
            };
            byte[] expected = new byte[20_000];
            random.nextBytes(expected);
            for (int at = 0; at < expected.length; ) {
                int length = Math.min(expected.length - at, 1 + random.nextInt(3_000));
                byte[] piece = new byte[length];
                System.arraycopy(expected, at, piece, 0, length);
                at += length;
                each.sends(piece);
                stage.turn();
                switch (random.nextInt(3)) {
                    case 0 -> taker.channel.resumeReads();
                    case 1 -> pullInto(taker, random.nextInt(5_000));
                    default -> {}
                }
            }
            each.ends();
            for (int i = 0; i < 1_000 && taker.received.size() < expected.length; i++) {
                taker.channel.resumeReads();
                stage.turn();
            }
            assertArrayEquals(expected, taker.received.toByteArray(), "seed " + seed);
            assertEquals(List.of(), taker.violations, "seed " + seed);
            taker.channel.abort();
        }
    }

    private static void pullInto(RecordingHandler taker, int length) {
        ByteBuffer target = ByteBuffer.allocate(length);
        taker.channel.read(target);
        taker.take(target.flip(), target.remaining());
    }
}

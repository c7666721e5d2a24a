package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** All the ways in which a channel that was open ends. */
class TcpChannelEndsTest {
    private static final ChannelOptions OPTIONS = ChannelOptions.DEFAULT.withClosing(100_000, 1_000);

    private final ScriptedLoop stage = new ScriptedLoop();
    private final ScriptedSocket socket = new ScriptedSocket();
    private final RecordingHandler handler = new RecordingHandler();

    @AfterEach
    void everyChannelEndsOnceAndHoldsNothing() {
        stage.end();
        assertEquals(List.of(), handler.violations);
        if (handler.channel != null) {
            assertTrue(handler.isClosed());
            assertFalse(handler.channel.isOpen());
            assertEquals(0, handler.channel.ledger().heldBytes());
            assertTrue(socket.isGone());
        }
        assertEquals(0, stage.loop.connections());
        assertTrue(stage.loop.nextTimerNanos().isEmpty(), "a deadline is left behind");
    }

    private Channel open() {
        stage.open(socket, handler, OPTIONS);
        return handler.channel;
    }

    private static void write(Channel channel, String text) {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    // ---- both directions end ----

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void shouldEndWhenBothDirectionsHave(boolean oursFirst) {
        Channel channel = open();
        if (oursFirst) {
            channel.shutdownOutput();
            socket.sends("still talking");
            stage.settle();
            socket.ends();
        } else {
            socket.ends();
            stage.settle();
            write(channel, "still talking");
            channel.shutdownOutput();
        }
        stage.settle();
        assertEquals(CloseCause.Kind.ENDED, handler.closedAs());
        assertEquals("still talking", oursFirst ? handler.receivedText() : socket.writtenText());
        assertTrue(socket.wasClosed);
        assertFalse(socket.wasReset);
    }

    @Test
    void shouldNotEndWhileTheHandlerHasLeftBytes() {
        Channel channel = open();
        handler.whenRead = (c, in) -> {};
        channel.shutdownOutput();
        socket.sends("left").ends();
        stage.settle();
        assertTrue(channel.isOpen());
        handler.whenRead = (c, in) -> handler.take(in, in.remaining());
        channel.resumeReads();
        stage.settle();
        assertEquals(List.of("open", "read 4", "end CLEAN", "read 4", "closed ENDED"), handler.events);
    }

    // ---- close ----

    @Test
    void shouldSendEverythingThenTheEndThenDiscardUntilThePeersEnd() {
        Channel channel = open();
        socket.roomBytes = 4;
        write(channel, "answer");
        channel.close();
        stage.settle();
        assertFalse(socket.outputEnded);
        socket.roomBytes = 100;
        socket.sends("upload");
        stage.settle();
        assertEquals("answer", socket.writtenText());
        assertTrue(socket.outputEnded);
        assertFalse(socket.isGone(), "closing with unread input would destroy the answer");
        socket.sends("more upload").ends();
        stage.settle();
        assertEquals(List.of("open", "closed CLOSED"), handler.events);
        assertTrue(handler.cause.isOrderly());
        assertTrue(socket.wasClosed);
        assertFalse(socket.wasReset);
    }

    @Test
    void shouldCloseAtOnceWhenThePeerHasEnded() {
        Channel channel = open();
        socket.ends();
        stage.settle();
        write(channel, "answer");
        channel.close();
        stage.settle();
        assertEquals("answer", socket.writtenText());
        assertEquals(List.of("open", "end CLEAN", "closed CLOSED"), handler.events);
    }

    @Test
    void shouldDiscardNoMoreThanItsBound() {
        Channel channel = open();
        channel.close();
        for (int i = 0; i < 10; i++) {
            socket.sends(new byte[30_000]);
        }
        stage.settle();
        assertEquals(CloseCause.Kind.CLOSED, handler.closedAs());
        assertTrue(socket.wasClosed);
    }

    @Test
    void shouldSendEverythingToAPeerThatUploadsMoreThanTheBound() {
        Channel channel = open();
        socket.roomBytes = 4;
        write(channel, "answer");
        channel.close();
        for (int i = 0; i < 10; i++) {
            socket.sends(new byte[30_000]);
        }
        stage.settle();
        assertTrue(channel.isOpen(), "the answer is not sent yet");
        assertTrue(socket.reads < 10, "nothing is read beyond the bound");
        socket.roomBytes = 100;
        stage.settle();
        assertEquals("answer", socket.writtenText());
        assertTrue(socket.outputEnded);
        assertEquals(CloseCause.Kind.CLOSED, handler.closedAs());
    }

    @Test
    void shouldGiveUpOnAPeerThatUploadsMoreThanTheBoundAndTakesNothing() {
        Channel channel = open();
        socket.roomBytes = 0;
        write(channel, "answer");
        channel.close();
        for (int i = 0; i < 10; i++) {
            socket.sends(new byte[30_000]);
        }
        stage.settle();
        stage.advanceMillis(1_000);
        assertEquals(CloseCause.Kind.TIMEOUT, handler.closedAs());
    }

    @Test
    void shouldDiscardNoLongerThanItsDeadlineHoweverBusyThePeerIs() {
        Channel channel = open();
        channel.close();
        for (int i = 0; i < 9; i++) {
            socket.sends("drip");
            stage.advanceMillis(100);
            assertTrue(channel.isOpen());
        }
        socket.sends("drip");
        stage.advanceMillis(100);
        assertEquals(CloseCause.Kind.CLOSED, handler.closedAs());
    }

    @Test
    void shouldGiveUpOnAPeerThatTakesNothingWhileClosing() {
        Channel channel = open();
        socket.roomBytes = 0;
        write(channel, "answer");
        channel.close();
        stage.settle();
        stage.advanceMillis(999);
        socket.roomBytes = 1;
        stage.settle();
        stage.advanceMillis(999);
        assertTrue(channel.isOpen(), "it made progress");
        stage.advanceMillis(1);
        assertEquals(CloseCause.Kind.TIMEOUT, handler.closedAs());
        assertEquals(
                "the peer took nothing for 1000 ms while the channel was closing (closeTimeoutMillis)",
                handler.cause.message());
        assertTrue(socket.wasReset);
    }

    @Test
    void shouldGiveUpOnAPeerThatTakesTooLittleForTooLongWhileClosing() {
        Channel channel = open();
        socket.roomBytes = 0;
        channel.write(ByteBuffer.allocate(1_000));
        channel.close();
        stage.settle();
        for (int i = 0; i < 2 * CloseDeadline.MAX_TIMEOUTS - 1; i++) {
            stage.advanceMillis(500);
            assertTrue(channel.isOpen(), "it made progress");
            socket.roomBytes = 1;
            stage.settle();
        }
        stage.advanceMillis(499);
        assertTrue(channel.isOpen());
        stage.advanceMillis(1);
        assertEquals(CloseCause.Kind.TIMEOUT, handler.closedAs());
        assertEquals(
                "the peer took too little: the channel was still closing after 10 times 1000 ms (closeTimeoutMillis)",
                handler.cause.message());
        assertTrue(socket.wasReset);
    }

    @ParameterizedTest
    @CsvSource({"true, CLOSED", "false, RESET"})
    void shouldSayWhetherAllWasSentWhenThePeerResetsWhileClosing(boolean sent, CloseCause.Kind kind) {
        Channel channel = open();
        socket.roomBytes = sent ? 100 : 0;
        write(channel, "answer");
        channel.close();
        stage.settle();
        socket.failsReading(new IOException("Connection reset"));
        stage.settle();
        assertEquals(List.of("open", "closed " + kind), handler.events);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void shouldEndAtOnceWhenTheOutputIsBrokenAndTheChannelCloses(boolean brokenFirst) {
        Channel channel = open();
        if (!brokenFirst) {
            socket.roomBytes = 0;
            write(channel, "answer");
            channel.close();
            stage.settle();
        }
        socket.writeFailure = new IOException("Broken pipe");
        write(channel, "answer");
        stage.settle();
        channel.close();
        stage.settle();
        assertEquals(List.of("open", "closed RESET"), handler.events);
        assertEquals("Broken pipe", handler.cause.message());
    }

    @Test
    void shouldIgnoreASecondCloseAndAnAbortAfterTheEnd() {
        Channel channel = open();
        channel.close();
        channel.close();
        channel.shutdownOutput();
        channel.abort();
        channel.abort(CloseCause.of(CloseCause.Kind.PROTOCOL_ERROR));
        channel.close();
        channel.resumeReads();
        channel.pauseReads();
        channel.flush();
        stage.settle();
        assertEquals(List.of("open", "closed ABORTED"), handler.events);
        channel.resumeReads();
        stage.settle();
        assertEquals(0, channel.read(ByteBuffer.allocate(1)));
    }

    @Test
    void shouldPassOnTheReasonOfAnAbort() {
        Channel channel = open();
        CloseCause why = CloseCause.of(CloseCause.Kind.PROTOCOL_ERROR, new IOException("not what I speak"));
        channel.abort(why);
        assertFalse(channel.isOpen());
        assertNull(handler.cause, "not inside the call");
        stage.settle();
        assertEquals(why, handler.cause);
        assertEquals("not what I speak", why.message());
        assertFalse(why.isOrderly());
    }

    // ---- any call from any callback ----

    private enum Callback {
        OPEN,
        READ,
        READ_AGAIN,
        INPUT_END,
        WRITABLE,
        CLOSED
    }

    private void inside(Callback callback, Consumer<Channel> call) {
        switch (callback) {
            case OPEN -> handler.whenOpen = call;
            case READ -> handler.whenRead = (channel, in) -> call.accept(channel);
            case READ_AGAIN ->
                handler.whenRead = (channel, in) -> {
                    if (handler.events.contains("read 4")) {
                        call.accept(channel);
                    } else {
                        channel.resumeReads();
                    }
                };
            case INPUT_END -> handler.whenInputEnds = call;
            case WRITABLE -> handler.whenWritable = call;
            case CLOSED -> handler.whenClosed = call;
        }
    }

    /** A conversation in which every callback happens, if nobody ends it before. */
    private void converse() {
        socket.roomBytes = 0;
        Channel channel = open();
        channel.write(ByteBuffer.allocate(70_000));
        socket.sends("text");
        stage.settle();
        socket.roomBytes = 100_000;
        stage.settle();
        socket.ends();
        stage.settle();
        channel.resumeReads();
        channel.close();
        stage.settle();
    }

    @ParameterizedTest
    @EnumSource(Callback.class)
    void shouldAllowAbortInsideAnyCallback(Callback callback) {
        inside(callback, Channel::abort);
        converse();
        assertEquals(
                callback == Callback.CLOSED ? CloseCause.Kind.CLOSED : CloseCause.Kind.ABORTED, handler.closedAs());
    }

    @ParameterizedTest
    @EnumSource(Callback.class)
    void shouldAllowCloseInsideAnyCallback(Callback callback) {
        inside(callback, Channel::close);
        converse();
        assertEquals(CloseCause.Kind.CLOSED, handler.closedAs());
    }

    @ParameterizedTest
    @EnumSource(Callback.class)
    void shouldAllowEveryOtherCallInsideAnyCallback(Callback callback) {
        inside(callback, channel -> {
            channel.pauseReads();
            channel.resumeReads();
            channel.write(ByteBuffer.allocate(10));
            channel.flush();
            channel.read(ByteBuffer.allocate(10));
            channel.shutdownOutput();
            channel.flush();
            channel.handler(handler);
            channel.toString();
        });
        handler.whenOpen = callback == Callback.OPEN ? handler.whenOpen : channel -> {};
        socket.roomBytes = 0;
        Channel channel = open();
        if (callback != Callback.OPEN) {
            channel.write(ByteBuffer.allocate(70_000));
        }
        socket.sends("text");
        stage.settle();
        socket.roomBytes = 100_000;
        stage.settle();
        socket.ends();
        stage.settle();
        channel.close();
        stage.settle();
        assertTrue(handler.cause.isOrderly(), handler.cause.toString());
    }

    @ParameterizedTest
    @EnumSource(Callback.class)
    void shouldEndAChannelWhoseHandlerThrowsAndGoOn(Callback callback) {
        inside(callback, channel -> {
            throw new IllegalStateException("thrown on purpose by a test");
        });
        converse();
        assertEquals(
                callback == Callback.CLOSED ? CloseCause.Kind.CLOSED : CloseCause.Kind.HANDLER_FAILED,
                handler.closedAs());
        ScriptedSocket next = new ScriptedSocket();
        RecordingHandler other = new RecordingHandler();
        stage.open(next, other);
        assertEquals(List.of("open"), other.events);
    }

    @Test
    void shouldEndAChannelWhoseHandlerThrowsAtShutdown() {
        RecordingHandler throwing = new RecordingHandler() {
            @Override
            public void onShutdown(Channel channel) {
                throw new IllegalStateException("thrown on purpose by a test");
            }
        };
        stage.open(new ScriptedSocket(), throwing);
        stage.reactor.shutdown(1_000);
        stage.settle();
        assertEquals(CloseCause.Kind.HANDLER_FAILED, throwing.closedAs());
    }

    @Test
    void shouldDescribeItself() {
        Channel channel = open();
        assertEquals("TcpChannel[/127.0.0.1:50000 <-> /127.0.0.1:4433, OPEN]", channel.toString());
        assertTrue(channel.security().isEmpty());
        assertEquals(stage.loop, channel.loop());
    }
}

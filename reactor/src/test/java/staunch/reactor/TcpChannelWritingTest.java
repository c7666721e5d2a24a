package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import staunch.reactor.memory.BufferPool;
import staunch.reactor.memory.LeakDetection;
import staunch.reactor.memory.PoolExhaustedException;

class TcpChannelWritingTest {
    private static final ChannelOptions OPTIONS = ChannelOptions.DEFAULT.withPendingOutput(100_000, 50_000, 20_000);

    private final ScriptedLoop stage = new ScriptedLoop();
    private final ScriptedSocket socket = new ScriptedSocket();
    private final RecordingHandler handler = new RecordingHandler();

    @AfterEach
    void nothingLeaksAndNoCallbackNests() {
        stage.end();
        assertEquals(List.of(), handler.violations);
    }

    private Channel open() {
        stage.open(socket, handler, OPTIONS);
        return handler.channel;
    }

    private static int write(Channel channel, String text) {
        return channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void shouldSendWhatIsWrittenInOneTurnInOneCall() {
        Channel channel = open();
        ByteBuffer source = ByteBuffer.wrap("head ".getBytes(StandardCharsets.US_ASCII));
        assertEquals(5, channel.write(source));
        assertFalse(source.hasRemaining());
        source.clear().put("lost!".getBytes(StandardCharsets.US_ASCII));
        write(channel, "body");
        assertEquals(9, channel.pendingOutputBytes());
        assertEquals(0, socket.writes);
        stage.turn();
        assertEquals("head body", socket.writtenText());
        assertEquals(1, socket.writes);
        assertEquals(0, channel.ledger().heldBytes());
    }

    @Test
    void shouldSendAtOnceWhenFlushed() {
        Channel channel = open();
        write(channel, "now");
        channel.flush();
        assertEquals("now", socket.writtenText());
        stage.settle();
        assertEquals(1, socket.writes);
    }

    @Test
    void shouldSendAfterItIsConnectedWhatWasWrittenBefore() {
        socket.connected = false;
        Channel channel = TcpChannel.connecting(stage.loop, socket, handler, ConnectOptions.DEFAULT);
        write(channel, "early");
        channel.shutdownOutput();
        stage.settle();
        assertEquals("", socket.writtenText());
        socket.connected = true;
        stage.settle();
        assertEquals("early", socket.writtenText());
        assertTrue(socket.outputEnded);
        assertEquals(List.of("open"), handler.events);
    }

    @Test
    void shouldTurnUnwritableAboveTheHighMarkAndSayWhenBelowTheLowOne() {
        socket.roomBytes = 0;
        Channel channel = open();
        assertEquals(50_000, channel.write(ByteBuffer.allocate(50_000)));
        assertTrue(channel.isWritable(), "at the high watermark");
        assertEquals(1, channel.write(ByteBuffer.allocate(1)));
        assertFalse(channel.isWritable(), "above the high watermark");

        socket.roomBytes = 30_001;
        stage.settle();
        assertEquals(20_000, channel.pendingOutputBytes());
        assertFalse(channel.isWritable(), "at the low watermark");
        socket.roomBytes = 1;
        stage.settle();
        assertTrue(channel.isWritable(), "below the low watermark");
        assertEquals(List.of("open", "writable"), handler.events);
        socket.roomBytes = 1_000_000;
        stage.settle();
        assertEquals(List.of("open", "writable"), handler.events, "told once");
    }

    @Test
    void shouldTakeNoMoreThanTheHardBound() {
        socket.roomBytes = 0;
        Channel channel = open();
        assertEquals(100_000, channel.writableBytes());
        ByteBuffer source = ByteBuffer.allocate(150_000);
        assertEquals(100_000, channel.write(source));
        assertEquals(50_000, source.remaining());
        assertEquals(0, channel.writableBytes());
        assertEquals(0, channel.write(source));
    }

    @Test
    void shouldTellAWriterWhoGotLessThanHeWantedEvenWhenTheMarkIsAtItsHighest() {
        socket.roomBytes = 0;
        int highest = 100_000 - ChannelOptions.MIN_HEADROOM_BYTES;
        stage.open(socket, handler, ChannelOptions.DEFAULT.withPendingOutput(100_000, highest, 20_000));
        assertEquals(100_000, handler.channel.write(ByteBuffer.allocate(100_001)));
        assertFalse(handler.channel.isWritable());
        socket.roomBytes = 100_000;
        stage.settle();
        assertEquals(List.of("open", "writable"), handler.events);
    }

    @Test
    void shouldStayBoundedWhenAGigabyteIsWrittenToAStalledPeer() {
        socket.roomBytes = 300_000;
        socket.keepsWritten = false;
        Channel channel = open();
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 20);
        long taken = 0;
        for (int i = 0; i < 1024; i++) {
            taken += channel.write(chunk.clear());
            stage.turn();
            assertTrue(channel.pendingOutputBytes() <= 100_000, channel.pendingOutputBytes() + " bytes wait");
            assertTrue(
                    channel.ledger().heldBytes() <= 2 * 100_000,
                    channel.ledger().toString());
        }
        assertEquals(400_000, taken);
        assertEquals(300_000, socket.writtenBytes);
    }

    @Test
    void shouldMoveAGigabyteThroughABoundedQueueWhenThePeerTakesIt() {
        socket.keepsWritten = false;
        socket.maxBytesPerWrite = 70_000;
        Channel channel = open();
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 20);
        long total = 1L << 30;
        for (long left = total; left > 0; ) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), left));
            left -= channel.write(chunk);
            channel.flush();
        }
        stage.settle();
        assertEquals(total, socket.writtenBytes);
        assertEquals(0, channel.ledger().heldBytes());
    }

    @Test
    void shouldKeepEveryByteHoweverLittleTheSocketTakes() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            ScriptedSocket each = new ScriptedSocket();
            RecordingHandler writer = new RecordingHandler();
            stage.open(each, writer, OPTIONS);
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            for (int step = 0; step < 100; step++) {
                byte[] bytes = new byte[random.nextInt(3_000)];
                random.nextBytes(bytes);
                int taken = writer.channel.write(ByteBuffer.wrap(bytes));
                expected.write(bytes, 0, taken);
                each.roomBytes = random.nextInt(5) == 0 ? 0 : random.nextInt(4_000);
                each.maxBytesPerWrite = 1 + random.nextInt(2_000);
                stage.turn();
            }
            each.roomBytes = Long.MAX_VALUE;
            stage.settle();
            assertArrayEquals(expected.toByteArray(), each.written.toByteArray(), "seed " + seed);
            assertEquals(0, writer.channel.ledger().heldBytes(), "seed " + seed);
        }
    }

    @Test
    void shouldSendTheEndBehindWhatWasWritten() {
        socket.roomBytes = 3;
        Channel channel = open();
        write(channel, "abcdef");
        channel.shutdownOutput();
        assertFalse(socket.outputEnded);
        assertFalse(channel.isWritable());
        assertEquals(0, channel.writableBytes());
        socket.roomBytes = 3;
        stage.settle();
        assertEquals("abcdef", socket.writtenText());
        assertTrue(socket.outputEnded);
        channel.shutdownOutput();
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> write(channel, "more"));
        assertEquals("written to after shutdownOutput()", refused.getMessage());
        socket.sends("still heard");
        stage.settle();
        assertEquals("still heard", handler.receivedText());
    }

    @Test
    void shouldTakeNothingAfterCloseAndAfterTheEnd() {
        Channel channel = open();
        channel.close();
        assertEquals(0, write(channel, "late"));
        channel.abort();
        assertEquals(0, write(channel, "later"));
        stage.settle();
        assertEquals(0, write(channel, "latest"));
        assertEquals("", socket.writtenText());
    }

    @Test
    void shouldReadAnEarlyAnswerAfterTheOutputBroke() {
        Channel channel = open();
        socket.writeFailure = new IOException("Broken pipe");
        write(channel, "upload");
        stage.turn();
        assertTrue(channel.isOpen());
        assertEquals(0, write(channel, "more"));
        assertEquals(0, channel.ledger().heldBytes());
        socket.sends("413").ends();
        stage.settle();
        assertEquals("413", handler.receivedText());
        assertEquals(List.of("open", "read 3", "end RESET", "closed RESET"), handler.events);
        assertEquals(socket.writeFailure, handler.cause.failure());
    }

    @Test
    void shouldNotWaitForEverForAnAnswerAfterTheOutputBroke() {
        Channel channel = open();
        socket.writeFailure = new IOException("Broken pipe");
        write(channel, "upload");
        stage.settle();
        stage.advanceMillis(OPTIONS.closeTimeoutMillis() - 1);
        assertTrue(channel.isOpen());
        stage.advanceMillis(1);
        assertEquals(List.of("open", "closed RESET"), handler.events);
    }

    @Test
    void shouldLetTheRestBeTakenWhenTheOutputBreaksAfterTheInputsEnd() {
        Channel channel = open();
        handler.whenRead = (c, in) -> {};
        socket.sends("answer").ends();
        stage.settle();
        socket.writeFailure = new IOException("Broken pipe");
        write(channel, "x");
        stage.settle();
        assertTrue(channel.isOpen());
        ByteBuffer target = ByteBuffer.allocate(10);
        assertEquals(6, channel.read(target));
        stage.settle();
        assertEquals(CloseCause.Kind.RESET, handler.closedAs());
    }

    /** Who is paused hears of the broken output at once: nothing else would tell him. */
    @Test
    void shouldEndAPausedChannelWhoseOutputBreaks() {
        Channel channel = open();
        channel.pauseReads();
        socket.writeFailure = new IOException("Connection reset by peer");
        write(channel, "x");
        stage.settle();
        assertEquals(CloseCause.Kind.RESET, handler.closedAs());
    }

    @Test
    void shouldEndAChannelThatFindsThePoolExhausted() throws IOException {
        EventLoop loop = new EventLoop(
                "small",
                stage.network,
                stage.time,
                new BufferPool(BufferPool.MAX_BUFFER_BYTES, 0, LeakDetection.STRICT));
        RecordingHandler hoarder = new RecordingHandler();
        RecordingHandler writer = new RecordingHandler();
        RecordingHandler reader = new RecordingHandler();
        reader.whenRead = (channel, in) -> {};
        ScriptedSocket stalled = new ScriptedSocket();
        stalled.roomBytes = 0;
        ScriptedSocket sender = new ScriptedSocket();
        TcpChannel.connecting(loop, stalled, hoarder, ConnectOptions.DEFAULT);
        TcpChannel.connecting(loop, new ScriptedSocket(), writer, ConnectOptions.DEFAULT);
        TcpChannel.connecting(loop, sender, reader, ConnectOptions.DEFAULT);
        assertEquals(139_264, hoarder.channel.write(ByteBuffer.allocate(2 * 68 * 1024)));

        assertEquals(0, write(writer.channel, "no room"));
        sender.sends("no room either");
        loop.turn(false);
        for (RecordingHandler each : List.of(writer, reader)) {
            assertEquals(CloseCause.Kind.LIMIT_REACHED, each.closedAs());
            assertInstanceOf(PoolExhaustedException.class, each.cause.failure());
        }
        assertTrue(hoarder.channel.isOpen());
        hoarder.channel.abort();
        assertEquals(0, loop.buffers().leasedBytes());
    }
}

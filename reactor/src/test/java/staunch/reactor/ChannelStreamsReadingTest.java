package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What is read, how reading ends, and what ends it early. */
class ChannelStreamsReadingTest extends StreamsStage {
    // ---- reading ----

    @Test
    void shouldReadWhatHasCome() throws Exception {
        open();
        arrives("abc");
        assertEquals(3, streams.input().available());
        assertEquals("ab", served(reading(2)));
        arrives("def");
        assertEquals(4, streams.input().available());
        assertEquals((int) 'c', served(() -> streams.input().read()));
        assertEquals("def", served(reading(100)));
        assertEquals(0, streams.input().available());
        assertEquals("", served(reading(0)));
    }

    @Test
    void shouldWaitForTheFirstByte() throws Exception {
        open();
        Background<String> read = Background.call(reading(100)).untilItWaits();
        arrives("abc");
        assertEquals("abc", read.result());
    }

    @Test
    void shouldReadBytesAsUnsigned() throws Exception {
        open();
        socket.sends(new byte[] {(byte) 0xff});
        stage.settle();
        assertEquals(255, served(() -> streams.input().read()));
    }

    @Test
    void shouldReadWhatAnEarlierHandlerLeft() throws Exception {
        RecordingHandler earlier = new RecordingHandler();
        earlier.whenRead = (told, in) -> earlier.take(in, 3);
        stage.open(socket, earlier);
        channel = earlier.channel;
        arrives("GETrest");
        streams = ChannelStreams.over(channel, time);
        stage.settle();
        assertEquals("rest", served(reading(100)));
        socket.ends();
        assertEquals("-1", served(reading(1)));
    }

    @Test
    void shouldSayThatItCameAfterTheEnd() {
        RecordingHandler earlier = new RecordingHandler();
        stage.open(socket, earlier);
        channel = earlier.channel;
        socket.ends();
        stage.settle();
        streams = ChannelStreams.over(channel, time);
        stage.settle();
        ChannelEndException end = failing(ChannelEndException.class, reading(1));
        assertTrue(end.getMessage().contains("onOpen"), end.getMessage());
    }

    @Test
    void shouldKeepNoMoreThanItsBoundsForAReaderThatDoesNotRead() throws Exception {
        open();
        int bound = RING + channel.readAheadBytes();
        byte[] bytes = TestBytes.random(3 * bound, 1);
        socket.sends(bytes).ends();
        stage.settle();
        assertEquals(0, socket.interest & PollableSocket.READ, "the peer feels it");
        assertEquals(RING, streams.input().available());
        assertTrue(channel.ledger().heldBytes() <= 2L * channel.readAheadBytes(), () -> "" + channel.ledger());
        assertArrayEquals(bytes, served(() -> streams.input().readAllBytes()));
    }

    @Test
    void shouldAskForMoreOnceHalfOfTheRingIsFree() throws Exception {
        open();
        socket.sends(TestBytes.random(3 * RING, 1));
        stage.settle();
        served(() -> streams.input().readNBytes(RING / 2 - 1));
        assertEquals(RING / 2 + 1, streams.input().available());
        served(() -> streams.input().read());
        assertEquals(RING, streams.input().available());
    }

    /** Both directions have ended, and so the channel, while its last bytes fill the ring. */
    @Test
    void shouldReadTheEndBehindAFullRing() throws Exception {
        open();
        socket.sends(TestBytes.random(RING, 1)).ends();
        stage.settle();
        served(closing(streams.output()));
        assertFalse(channel.isOpen());
        Background<byte[]> all = Background.call(() -> streams.input().readNBytes(RING));
        assertArrayEquals(TestBytes.random(RING, 1), all.result());
        assertEquals("-1", Background.call(reading(1)).result());
    }

    @Test
    void shouldNotReadIntoTheCallersBufferBeyondWhatWasAsked() throws Exception {
        open();
        arrives("abcdef");
        byte[] target = new byte[6];
        assertEquals(2, served(() -> streams.input().read(target, 1, 2)));
        assertEquals(ByteBuffer.wrap(new byte[] {0, 'a', 'b', 0, 0, 0}), ByteBuffer.wrap(target));
        assertThrows(IndexOutOfBoundsException.class, () -> streams.input().read(target, 5, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> streams.output().write(target, 5, 2));
    }

    // ---- ends of the input ----

    @Test
    void shouldReturnTheEndBehindTheLastByteAsOftenAsAsked() throws Exception {
        open();
        arrives("ab");
        socket.ends();
        stage.settle();
        assertEquals("a", served(reading(1)));
        assertEquals("b", served(reading(5)));
        assertEquals("-1", served(reading(5)));
        assertEquals("-1", served(reading(5)));
        served(closing(streams));
        assertFalse(channel.isOpen());
    }

    @Test
    void shouldWakeAReaderAtTheEnd() throws Exception {
        open();
        Background<String> read = Background.call(reading(1)).untilItWaits();
        socket.ends();
        stage.settle();
        assertEquals("-1", read.result());
    }

    @Test
    void shouldNotTakeATruncatedStreamForAWholeOne() throws Exception {
        open();
        arrives("ab");
        ((TcpEndpoint) channel).handler().onInputEnd(channel, InputEnd.TRUNCATED);
        assertEquals("ab", served(reading(5)));
        failing(TruncatedInputException.class, reading(5));
        failing(TruncatedInputException.class, reading(5));
        failing(TruncatedInputException.class, () -> streams.input().readAllBytes());
    }

    /** The loop takes no turn between the last byte and the end: what closed the channel must not come first. */
    @Test
    void shouldEndInOrderThoughTheRingWasFullWhenTheEndCame() throws Exception {
        open();
        socket.sends(new byte[RING]).ends();
        stage.settle();
        served(closing(streams.output()));
        assertFalse(channel.isOpen());
        assertEquals(RING, Background.call(reading(RING)).result().length());
        assertEquals("-1", Background.call(reading(1)).result());
    }

    @Test
    void shouldThrowAResetBehindWhatWasHandedOver() throws Exception {
        open();
        arrives("ab");
        socket.failsReading(new IOException("Connection reset"));
        stage.settle();
        assertEquals("ab", served(reading(5)));
        ChannelEndException end = failing(ChannelEndException.class, reading(5));
        assertEquals(CloseCause.Kind.RESET, end.closeCause().kind());
        assertEquals("the channel has ended (RESET): Connection reset", end.getMessage());
        assertEquals(
                CloseCause.Kind.RESET,
                failing(ChannelEndException.class, writing(new byte[1]))
                        .closeCause()
                        .kind());
        served(closing(streams));
    }

    @Test
    void shouldWakeAReaderByAReset() {
        open();
        Background<String> read = Background.call(reading(5)).untilItWaits();
        socket.failsReading(new IOException("Connection reset"));
        stage.settle();
        assertInstanceOf(ChannelEndException.class, read.failure());
    }

    @Test
    void shouldWakeAReaderThatIsClosedOrAborted() {
        open();
        Background<String> read = Background.call(reading(5)).untilItWaits();
        assertNull(serve(Background.call(closing(streams.input()))).failure());
        ChannelEndException closed = assertInstanceOf(ChannelEndException.class, read.failure());
        assertEquals("the input stream has been closed", closed.getMessage());
        assertThrows(ChannelEndException.class, () -> streams.input().available());
        streams.abort();
        stage.settle();
        assertTrue(socket.wasReset);
        assertEquals(
                CloseCause.Kind.ABORTED,
                failing(ChannelEndException.class, writing(new byte[1]))
                        .closeCause()
                        .kind());
    }

    @Test
    void shouldDropWhatComesAfterTheInputIsClosed() throws Exception {
        open();
        socket.sends(new byte[4 * RING]);
        stage.settle();
        served(closing(streams.input()));
        socket.sends(new byte[1_000_000]).ends();
        stage.settle();
        assertEquals(0, channel.ledger().heldBytes());
        served(writing(new byte[10]));
        assertEquals(10, socket.writtenBytes);
        served(closing(streams.output()));
        assertTrue(socket.wasClosed);
    }

    // ---- deadlines and interrupts ----

    @Test
    void shouldNameTheReadTimeout() throws Exception {
        open();
        Background<String> read = Background.call(reading(5)).untilItWaits();
        time.advanceMillis(ChannelStreams.DEFAULT_READ_TIMEOUT_MILLIS);
        read.disturb();
        SocketTimeoutException failure = assertInstanceOf(SocketTimeoutException.class, read.failure());
        assertTrue(failure.getMessage().contains("30000 ms (readTimeoutMillis)"), failure.getMessage());
        arrives("late");
        assertEquals("late", served(reading(5)), "the streams can be used on");
    }

    @Test
    void shouldNameTheWriteTimeoutAndSayHowMuchWasTaken() {
        open();
        streams.writeTimeoutMillis(1_000);
        socket.roomBytes = 0;
        Background<Void> write = Background.call(writing(new byte[1 << 20]));
        Background.until("the ring is full", () -> {
            stage.settle();
            return !channel.isWritable();
        });
        write.untilItWaits();
        time.advanceMillis(1_000);
        write.disturb();
        SocketTimeoutException failure = assertInstanceOf(SocketTimeoutException.class, write.failure());
        assertTrue(failure.getMessage().contains("1000 ms (writeTimeoutMillis)"), failure.getMessage());
        assertTrue(failure.bytesTransferred >= channel.pendingOutputBytes(), () -> "" + failure.bytesTransferred);
        assertTrue(
                failure.bytesTransferred <= channel.pendingOutputBytes() + RING, () -> "" + failure.bytesTransferred);
    }

    @Test
    void shouldAbortWhenACloseCannotHandOverWhatWasWritten() {
        open();
        socket.roomBytes = 0;
        Background<Void> write = Background.call(writing(new byte[1 << 20]));
        Background.until("the channel is full", () -> {
            stage.settle();
            return !channel.isWritable();
        });
        write.untilItWaits().interrupt();
        assertInstanceOf(InterruptedIOException.class, write.failure());
        Background<Void> close = Background.call(closing(streams)).untilItWaits();
        time.advanceMillis(ChannelStreams.DEFAULT_WRITE_TIMEOUT_MILLIS);
        close.disturb();
        assertInstanceOf(SocketTimeoutException.class, serve(close).failure());
        assertTrue(socket.wasReset, "the peer must not take a part for the whole");
    }

    @Test
    void shouldEndAReadByInterrupt() throws Exception {
        open();
        Background<String> read = Background.call(reading(5)).untilItWaits();
        read.interrupt();
        assertEquals(InterruptedIOException.class, read.failure().getClass());
        arrives("late");
        assertEquals("late", served(reading(5)));
    }

    @Test
    void shouldRefuseTheLoopsThread() {
        open();
        arrives("abc");
        assertThrows(IllegalStateException.class, () -> streams.input().read());
        assertThrows(IllegalStateException.class, () -> streams.output().write(1));
        assertThrows(IllegalStateException.class, () -> streams.output().flush());
        assertThrows(IllegalStateException.class, () -> streams.output().close());
        assertThrows(
                IllegalStateException.class,
                () -> ChannelStreams.connect(stage.reactor, ScriptedSocket.REMOTE, Layer.NONE));
        assertEquals(0, socket.written.size());
        assertFalse(socket.outputEnded);
    }

    @Test
    void shouldBeLaidOnTheLoopsThreadOnly() {
        open();
        failing(IllegalStateException.class, () -> ChannelStreams.over(channel));
    }

    @Test
    void shouldRefuseANegativeTimeout() {
        open();
        assertThrows(IllegalArgumentException.class, () -> streams.readTimeoutMillis(-1));
        assertThrows(IllegalArgumentException.class, () -> streams.writeTimeoutMillis(-1));
    }
}

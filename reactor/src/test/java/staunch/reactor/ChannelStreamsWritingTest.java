package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is written, how both directions are closed, and how a connection is made. */
class ChannelStreamsWritingTest extends StreamsStage {
    // ---- writing ----

    @Test
    void shouldWriteWithoutAFlush() throws Exception {
        open();
        served(writing("abc".getBytes(StandardCharsets.US_ASCII)));
        served(() -> {
            streams.output().write('d');
            streams.output().write(new byte[0]);
            return null;
        });
        assertEquals("abcd", socket.writtenText());
    }

    @Test
    void shouldWaitInFlushUntilTheChannelHasIt() throws Exception {
        open();
        Background.call(writing(new byte[100])).result();
        Background<Void> flush = Background.call(() -> {
            streams.output().flush();
            return null;
        });
        flush.untilItWaits();
        assertEquals(0, socket.written.size());
        serve(flush).result();
        assertEquals(100, socket.written.size());
    }

    @Test
    void shouldStayBoundedWhileThePeerDoesNotRead() throws Exception {
        open();
        byte[] bytes = TestBytes.random(2_000_000, 3);
        socket.roomBytes = 0;
        Background<Void> write = Background.call(writing(bytes));
        Background.until("the channel is full", () -> {
            stage.settle();
            return !channel.isWritable();
        });
        write.untilItWaits();
        stage.settle();
        assertTrue(channel.pendingOutputBytes() <= ChannelOptions.DEFAULT.highWatermarkBytes() + RING);
        while (!write.isDone()) {
            socket.roomBytes += 10_000;
            stage.settle();
        }
        write.result();
        socket.roomBytes = Long.MAX_VALUE;
        stage.settle();
        assertArrayEquals(bytes, socket.written.toByteArray());
    }

    @Test
    void shouldFailAWriterWhoseOutputIsBroken() throws Exception {
        open();
        socket.writeFailure = new IOException("Broken pipe");
        served(writing(new byte[1]));
        ChannelEndException end = failing(ChannelEndException.class, () -> {
            streams.output().write(1);
            streams.output().flush();
            return null;
        });
        assertEquals(CloseCause.Kind.RESET, end.closeCause().kind());
    }

    // ---- closing ----

    @Test
    void shouldEndOneDirectionAndReadOnInTheOther() throws Exception {
        open();
        served(writing("question".getBytes(StandardCharsets.US_ASCII)));
        served(closing(streams.output()));
        served(closing(streams.output()));
        assertTrue(socket.outputEnded);
        assertTrue(channel.isOpen());
        assertEquals("question", socket.writtenText());
        ChannelEndException closed = failing(ChannelEndException.class, writing(new byte[1]));
        assertEquals("the output stream has been closed", closed.getMessage());
        socket.sends("answer").ends();
        assertEquals("answer", new String(served(() -> streams.input().readAllBytes()), StandardCharsets.US_ASCII));
        assertTrue(socket.wasClosed);
        served(closing(streams));
    }

    @Test
    void shouldCloseInOrderBehindWhatWasWritten() throws Exception {
        open();
        byte[] bytes = TestBytes.random(300_000, 1);
        served(() -> {
            streams.output().write(bytes);
            streams.close();
            streams.close();
            return null;
        });
        assertTrue(socket.outputEnded);
        socket.sends("late").ends();
        stage.settle();
        assertTrue(socket.wasClosed);
        assertFalse(socket.wasReset);
        assertArrayEquals(bytes, socket.written.toByteArray());
    }

    @Test
    void shouldFailReadsThatWouldWaitWhenTheLoopIsShutDownAndWriteOn() throws Exception {
        open();
        arrives("q");
        Background<String> read =
                Background.call(() -> reading(1).call() + reading(1).call()).untilItWaits();
        var ended = stage.reactor.shutdown(60_000);
        stage.settle();
        ChannelEndException end = assertInstanceOf(ChannelEndException.class, read.failure());
        assertEquals(CloseCause.Kind.SHUTDOWN, end.closeCause().kind());
        served(writing("answer".getBytes(StandardCharsets.US_ASCII)));
        assertEquals("answer", socket.writtenText());
        served(closing(streams));
        socket.ends();
        stage.settle();
        assertTrue(ended.isDone());
    }

    @Test
    void shouldFailAfterTheLoopHasEnded() {
        open();
        stage.end();
        failing(ChannelEndException.class, reading(1));
        failing(ChannelEndException.class, writing(new byte[1]));
        streams.abort();
        assertNull(serve(Background.call(closing(streams))).failure());
    }

    // ---- connecting ----

    @Test
    void shouldConnect() throws Exception {
        socket.connected = false;
        stage.network.toConnect.add(socket);
        stage.turn();
        Background<ChannelStreams> connect =
                Background.call(() -> ChannelStreams.connect(stage.reactor, ScriptedSocket.REMOTE, Layer.NONE));
        connect.untilItWaits();
        stage.settle();
        assertFalse(connect.isDone());
        socket.connected = true;
        streams = serve(connect).result();
        assertEquals(ScriptedSocket.REMOTE, streams.remoteAddress());
        assertEquals(socket.localAddress(), streams.localAddress());
        assertTrue(streams.security().isEmpty());
        assertTrue(streams.toString().contains("4433"), streams::toString);
    }

    @Test
    void shouldSayWhyThereIsNoConnection() {
        IOException refused = new IOException("Connection refused");
        socket.connectFailure = refused;
        stage.network.toConnect.add(socket);
        stage.turn();
        ChannelEndException end = failing(
                ChannelEndException.class,
                () -> ChannelStreams.connect(stage.reactor, ScriptedSocket.REMOTE, Layer.NONE));
        assertEquals(CloseCause.Kind.CONNECT_FAILED, end.closeCause().kind());
        assertSame(refused, end.getCause().getCause());
    }

    @Test
    void shouldAbortAConnectionThatNobodyWaitsForAnyMore() {
        socket.connected = false;
        stage.network.toConnect.add(socket);
        stage.turn();
        Background<ChannelStreams> connect =
                Background.call(() -> ChannelStreams.connect(stage.reactor, ScriptedSocket.REMOTE, Layer.NONE));
        connect.untilItWaits();
        stage.settle();
        connect.interrupt();
        assertInstanceOf(InterruptedIOException.class, connect.failure());
        socket.connected = true;
        stage.settle();
        assertTrue(socket.wasReset);
    }
}

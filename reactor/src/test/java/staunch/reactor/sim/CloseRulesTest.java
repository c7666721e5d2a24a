package staunch.reactor.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

/** What the ends of a connection see of each other's end: the rules in {@link SimulatedNetwork}'s description. */
class CloseRulesTest {
    private static Pair perfect() throws IOException {
        return new Pair(FaultProfile.NONE);
    }

    @Test
    void shouldEndBehindTheBytesAndAgainAndAgain() throws IOException {
        Pair pair = perfect();
        Pair.write(pair.server, "last");
        pair.server.close();
        pair.settle();
        assertEquals("last", Pair.read(pair.client));
        assertEquals("EOF", Pair.read(pair.client));
        assertEquals("EOF", Pair.read(pair.client));
    }

    @Test
    void shouldKeepTheOtherDirectionAfterAHalfClose() throws IOException {
        Pair pair = perfect();
        Pair.write(pair.client, "request");
        pair.client.shutdownOutput();
        pair.settle();
        assertEquals("request", Pair.read(pair.server));
        assertEquals("EOF", Pair.read(pair.server));
        assertEquals("6", Pair.tryWrite(pair.server, "answer"));
        pair.settle();
        assertEquals("answer", Pair.read(pair.client));
        assertEquals("", Pair.read(pair.client));
        assertThrows(ClosedChannelException.class, () -> Pair.write(pair.client, "more"));
        pair.client.shutdownOutput();
    }

    @Test
    void shouldResetWhenClosedWithUnreadInput() throws IOException {
        Pair pair = perfect();
        Pair.write(pair.client, "upload");
        pair.settle();
        Pair.write(pair.server, "early answer");
        pair.server.close();
        pair.settle();
        assertEquals("early answer", Pair.read(pair.client));
        assertEquals("[Connection reset]", Pair.read(pair.client));
        assertEquals("[Connection reset]", Pair.read(pair.client));
        assertEquals("[Broken pipe]", Pair.tryWrite(pair.client, "x"));
    }

    @Test
    void shouldDestroyUnreadInputByAResetWhenTheFaultHits() throws IOException {
        Pair pair = new Pair(FaultProfile.NONE.with(Fault.INPUT_DESTROYED, 1));
        Pair.write(pair.client, "upload");
        pair.settle();
        Pair.write(pair.server, "early answer");
        pair.server.close();
        pair.settle();
        assertEquals("[Connection reset]", Pair.read(pair.client));
        assertEquals(1, pair.network.faults().get(Fault.INPUT_DESTROYED));
    }

    @Test
    void shouldNotResetWhenClosedWithAllInputRead() throws IOException {
        Pair pair = perfect();
        Pair.write(pair.client, "upload");
        pair.settle();
        Pair.read(pair.server);
        pair.server.close();
        pair.settle();
        assertEquals("EOF", Pair.read(pair.client));
    }

    @Test
    void shouldAnswerBytesToAClosedEndWithAReset() throws IOException {
        Pair pair = perfect();
        Pair.write(pair.server, "bye");
        pair.server.close();
        pair.settle();
        assertEquals("5", Pair.tryWrite(pair.client, "taken"));
        pair.settle();
        assertEquals("[Broken pipe]", Pair.tryWrite(pair.client, "x"));
        assertEquals("bye", Pair.read(pair.client));
        assertEquals("EOF", Pair.read(pair.client));
    }

    @Test
    void shouldNotLetADestroyedInputLookLikeACleanEnd() throws IOException {
        Pair pair = new Pair(FaultProfile.NONE.with(Fault.INPUT_DESTROYED, 1));
        Pair.write(pair.server, "bye");
        pair.server.close();
        pair.settle();
        Pair.write(pair.client, "taken");
        pair.settle();
        assertEquals("[Connection reset]", Pair.read(pair.client));
    }

    @Test
    void shouldAnswerBytesInFlightToAnEndThatClosesMeanwhile() throws IOException {
        Pair pair = perfect();
        Pair.write(pair.client, "in flight");
        pair.server.close();
        pair.settle();
        assertEquals("EOF", Pair.read(pair.client));
        assertEquals("[Broken pipe]", Pair.tryWrite(pair.client, "x"));
    }

    @Test
    void shouldTellAWriterOfAResetOnceAndThenOfABrokenPipe() throws IOException {
        Pair pair = perfect();
        pair.server.reset();
        pair.settle();
        assertEquals("[Connection reset by peer]", Pair.tryWrite(pair.client, "x"));
        assertEquals("[Broken pipe]", Pair.tryWrite(pair.client, "x"));
    }

    @Test
    void shouldEndTheInputOfOneWhoLearntOfAResetByWriting() throws IOException {
        Pair pair = perfect();
        Pair.write(pair.server, "before");
        pair.server.reset();
        pair.settle();
        assertEquals("[Connection reset by peer]", Pair.tryWrite(pair.client, "x"));
        assertEquals("before", Pair.read(pair.client));
        assertEquals("EOF", Pair.read(pair.client));
        assertEquals("[Broken pipe]", Pair.tryWrite(pair.client, "x"));
        assertEquals("EOF", Pair.read(pair.client));
    }

    @Test
    void shouldGoOnFailingToReadForOneWhoLearntOfAResetByReading() throws IOException {
        Pair pair = perfect();
        pair.server.reset();
        pair.settle();
        assertEquals("[Connection reset]", Pair.read(pair.client));
        assertEquals("[Broken pipe]", Pair.tryWrite(pair.client, "x"));
        assertEquals("[Connection reset]", Pair.read(pair.client));
    }

    @Test
    void shouldTakeWritesUntilTheResetHasArrived() throws IOException {
        Pair pair = perfect();
        pair.server.reset();
        assertEquals("1", Pair.tryWrite(pair.client, "x"));
        assertEquals("", Pair.read(pair.client));
        pair.settle();
        assertEquals("[Connection reset]", Pair.read(pair.client));
    }

    @Test
    void shouldLetAResetTravelBehindTheBytes() throws IOException {
        Pair pair = perfect();
        Pair.write(pair.server, "before");
        pair.server.reset();
        pair.settle();
        assertEquals("before", Pair.read(pair.client));
        assertEquals("[Connection reset]", Pair.read(pair.client));
    }

    @Test
    void shouldRefuseCallsOnAClosedSocket() throws IOException {
        Pair pair = perfect();
        pair.client.close();
        assertThrows(ClosedChannelException.class, () -> pair.client.read(ByteBuffer.allocate(1)));
        assertThrows(ClosedChannelException.class, () -> Pair.write(pair.client, "x"));
        assertThrows(ClosedChannelException.class, pair.client::shutdownOutput);
        assertThrows(ClosedChannelException.class, pair.client::finishConnect);
    }

    @Test
    void shouldCloseOnceAndCountOpenSockets() throws IOException {
        Pair pair = perfect();
        assertEquals(3, pair.network.openSockets());
        pair.client.close();
        pair.client.close();
        pair.client.reset();
        pair.settle();
        assertEquals("EOF", Pair.read(pair.server));
        pair.server.close();
        pair.listener.close();
        pair.settle();
        assertEquals(0, pair.network.openSockets());
        assertTrue(pair.network.faults().isEmpty());
    }

    @Test
    void shouldSwallowWhatArrivesAtAnEndThatHasReset() throws IOException {
        Pair pair = new Pair(FaultProfile.NONE.withWindows(4, 4));
        pair.server.reset();
        assertEquals("4", Pair.tryWrite(pair.client, "abcdef"));
        pair.settle();
        assertEquals("[Connection reset by peer]", Pair.tryWrite(pair.client, "ef"));
    }
}

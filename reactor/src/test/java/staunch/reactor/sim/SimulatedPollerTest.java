package staunch.reactor.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import staunch.reactor.ListenSocket;
import staunch.reactor.PollableSocket;
import staunch.reactor.Poller;
import staunch.reactor.StreamSocket;

class SimulatedPollerTest {
    private static final int ALL = PollableSocket.READ | PollableSocket.WRITE | PollableSocket.CONNECT;

    private final List<Integer> told = new ArrayList<>();

    private static Pair pair(int windowBytes) throws IOException {
        return new Pair(FaultProfile.NONE.withWindows(windowBytes, windowBytes));
    }

    private List<Integer> poll(Poller poller) throws IOException {
        told.clear();
        assertEquals(poller.poll(Poller.FOREVER), told.size());
        return List.copyOf(told);
    }

    @Test
    void shouldTellWhatIsReadyAsLongAsItIs() throws IOException {
        Pair pair = pair(4);
        Poller poller = pair.network.openPoller();
        pair.client.register(poller, told::add);
        assertEquals(List.of(), poll(poller));
        pair.client.interest(PollableSocket.READ);
        assertEquals(List.of(), poll(poller));
        Pair.write(pair.server, "abc");
        assertEquals(List.of(PollableSocket.READ), poll(poller));
        assertEquals("ab", Pair.read(pair.client, 2));
        assertEquals(List.of(PollableSocket.READ), poll(poller));
        Pair.read(pair.client);
        assertEquals(List.of(), poll(poller));
    }

    @Test
    void shouldTellOfRoomToWrite() throws IOException {
        Pair pair = pair(4);
        Poller poller = pair.network.openPoller();
        pair.client.register(poller, told::add);
        pair.client.interest(PollableSocket.WRITE | PollableSocket.READ);
        assertEquals(List.of(PollableSocket.WRITE), poll(poller));
        Pair.write(pair.client, "abcdef");
        assertEquals(List.of(), poll(poller));
        Pair.read(pair.server, 1);
        assertEquals(List.of(PollableSocket.WRITE), poll(poller));
        pair.client.interest(0);
        assertEquals(List.of(), poll(poller));
    }

    @Test
    void shouldTellOfTheEndAgainAndAgain() throws IOException {
        Pair pair = pair(4);
        Poller poller = pair.network.openPoller();
        pair.client.register(poller, told::add);
        pair.client.interest(PollableSocket.READ);
        pair.server.close();
        assertEquals(List.of(PollableSocket.READ), poll(poller));
        assertEquals("EOF", Pair.read(pair.client));
        assertEquals(List.of(PollableSocket.READ), poll(poller));
    }

    @Test
    void shouldTellOfAResetWhateverWasAskedFor() throws IOException {
        Pair pair = pair(4);
        Poller poller = pair.network.openPoller();
        pair.client.register(poller, told::add);
        Pair.write(pair.client, "full");
        pair.server.reset();
        pair.client.interest(PollableSocket.WRITE);
        assertEquals(List.of(PollableSocket.WRITE), poll(poller));
        pair.client.interest(PollableSocket.READ);
        assertEquals(List.of(PollableSocket.READ), poll(poller));
    }

    @Test
    void shouldTellOfConnectionsMadeAndToBeAccepted() throws IOException {
        SimulatedNetwork network = new SimulatedNetwork(0, FaultProfile.NONE, new VirtualTime());
        ListenSocket listener = network.listen(Pair.ANYWHERE, 1, false);
        Poller accepting = network.openPoller();
        listener.register(accepting, told::add);
        listener.interest(PollableSocket.ACCEPT);
        Poller connecting = network.openPoller();
        StreamSocket client = network.connect(listener.localAddress());
        client.register(connecting, told::add);
        client.interest(ALL);
        assertEquals(List.of(PollableSocket.ACCEPT), poll(accepting));
        assertEquals(List.of(PollableSocket.ACCEPT), poll(accepting));
        assertEquals(List.of(PollableSocket.CONNECT), poll(connecting));
        client.finishConnect();
        assertEquals(List.of(PollableSocket.WRITE), poll(connecting));
        listener.accept();
        assertEquals(List.of(), poll(accepting));
    }

    @Test
    void shouldNotTellASocketThatAnEarlierListenerClosed() throws IOException {
        Pair pair = pair(4);
        Poller poller = pair.network.openPoller();
        pair.client.register(poller, operations -> {
            told.add(operations);
            pair.server.close();
        });
        pair.server.register(poller, told::add);
        pair.client.interest(PollableSocket.WRITE);
        pair.server.interest(PollableSocket.WRITE);
        assertEquals(1, poll(poller).size());
    }

    @Test
    void shouldAcceptRegistrationsFromInsideAListener() throws IOException {
        Pair pair = pair(4);
        Poller poller = pair.network.openPoller();
        pair.client.register(poller, operations -> {
            pair.client.interest(0);
            registerUnchecked(pair.server, poller);
        });
        pair.client.interest(PollableSocket.WRITE);
        poller.poll(0);
        assertEquals(List.of(PollableSocket.WRITE), poll(poller));
    }

    private void registerUnchecked(StreamSocket socket, Poller poller) {
        try {
            socket.register(poller, told::add);
            socket.interest(PollableSocket.WRITE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldRefuseWrongRegistrations() throws IOException {
        Pair pair = pair(4);
        Poller poller = pair.network.openPoller();
        Poller foreign = pair(4).network.openPoller();
        assertThrows(IllegalArgumentException.class, () -> pair.client.register(foreign, told::add));
        pair.client.register(poller, told::add);
        assertThrows(IllegalStateException.class, () -> pair.client.register(poller, told::add));
        pair.server.close();
        assertThrows(ClosedChannelException.class, () -> pair.server.register(poller, told::add));
    }

    @Test
    void shouldFindNothingOnceClosed() throws IOException {
        Pair pair = pair(4);
        Poller poller = pair.network.openPoller();
        pair.client.register(poller, told::add);
        pair.client.interest(PollableSocket.WRITE);
        poller.wakeup();
        poller.close();
        assertEquals(List.of(), poll(poller));
    }
}

package staunch.reactor.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.reactor.ListenSocket;
import staunch.reactor.StreamSocket;

/** Addresses, listening and connecting. */
class SimulatedNetworkTest {
    private final SimulatedNetwork network = new SimulatedNetwork(0, FaultProfile.NONE, new VirtualTime());

    private ListenSocket listen(String host, int port, boolean share) throws IOException {
        return network.listen(new InetSocketAddress(host, port), 10, share);
    }

    private void deliverAll() {
        while (network.deliverDue() > 0) {
            // What has arrived may have sent something in turn.
        }
    }

    @Test
    void shouldConnectBothEndsToEachOther() throws IOException {
        ListenSocket listener = listen("127.0.0.1", 443, false);
        StreamSocket client = network.connect(listener.localAddress());
        assertFalse(client.finishConnect());
        deliverAll();
        assertTrue(client.finishConnect());
        assertTrue(client.finishConnect());
        StreamSocket server = listener.accept();
        assertNotNull(server);
        assertEquals(443, client.remoteAddress().getPort());
        assertEquals(client.remoteAddress(), server.localAddress());
        assertEquals(client.localAddress(), server.remoteAddress());
        assertNull(listener.accept());
    }

    @Test
    void shouldConnectFromTheAddressThatWasAskedFor() throws IOException {
        ListenSocket listener = listen("127.0.0.1", 443, false);
        InetAddress local = InetAddress.getByName("127.0.0.9");
        StreamSocket client = network.connectFrom(local, listener.localAddress());
        assertEquals(local, client.localAddress().getAddress());
    }

    @Test
    void shouldConnectBeforeTheListenerAccepts() throws IOException {
        ListenSocket listener = listen("127.0.0.1", 0, false);
        StreamSocket client = network.connect(listener.localAddress());
        deliverAll();
        assertTrue(client.finishConnect());
        Pair.write(client, "early");
        deliverAll();
        StreamSocket server = listener.accept();
        assertNotNull(server);
        assertEquals("early", Pair.read(server));
    }

    @Test
    void shouldRefuseReadingAndWritingBeforeTheConnectionStands() throws IOException {
        ListenSocket listener = listen("127.0.0.1", 0, false);
        StreamSocket client = network.connect(listener.localAddress());
        assertThrows(NotYetConnectedException.class, () -> Pair.write(client, "x"));
        assertThrows(NotYetConnectedException.class, client::shutdownOutput);
        deliverAll();
        assertThrows(NotYetConnectedException.class, () -> Pair.write(client, "x"));
    }

    @Test
    void shouldRefuseAConnectWhereNobodyListens() throws IOException {
        StreamSocket client = network.connect(new InetSocketAddress("127.0.0.1", 1));
        deliverAll();
        ConnectException refusal = assertThrows(ConnectException.class, client::finishConnect);
        assertEquals("Connection refused", refusal.getMessage());
        client.close();
        assertEquals(0, network.openSockets());
    }

    @Test
    void shouldChooseFreePorts() throws IOException {
        ListenSocket first = listen("127.0.0.1", 0, false);
        ListenSocket second = listen("127.0.0.1", 0, false);
        assertNotEquals(first.localAddress().getPort(), second.localAddress().getPort());
        assertTrue(first.localAddress().getPort() > 1024);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false, 127.0.0.1, false, true",
        "127.0.0.1, true, 127.0.0.1, true, false",
        "127.0.0.1, true, 127.0.0.1, false, true",
        "127.0.0.1, false, 127.0.0.1, true, true",
        "127.0.0.1, false, 127.0.0.2, false, false",
        "0.0.0.0, false, 127.0.0.1, false, true",
        "127.0.0.1, false, 0.0.0.0, false, true"
    })
    void shouldNotListenWhereSomebodyElseDoes(
            String first, boolean firstShares, String second, boolean secondShares, boolean taken) throws IOException {
        listen(first, 80, firstShares);
        if (taken) {
            BindException refusal = assertThrows(BindException.class, () -> listen(second, 80, secondShares));
            assertEquals("Address already in use", refusal.getMessage());
        } else {
            assertNotNull(listen(second, 80, secondShares));
        }
    }

    @Test
    void shouldFreeThePortOfAClosedListenerAndResetThoseWhoWait() throws IOException {
        ListenSocket listener = listen("127.0.0.1", 80, false);
        StreamSocket client = network.connect(listener.localAddress());
        deliverAll();
        assertTrue(client.finishConnect());
        listener.close();
        listener.close();
        deliverAll();
        assertEquals("[Connection reset]", Pair.read(client));
        assertThrows(ClosedChannelException.class, listener::accept);
        assertNotNull(listen("127.0.0.1", 80, false));
    }

    @Test
    void shouldFailAConnectThatIsResetBeforeItIsFinished() throws IOException {
        ListenSocket listener = listen("127.0.0.1", 80, false);
        StreamSocket client = network.connect(listener.localAddress());
        network.deliverDue();
        listener.close();
        deliverAll();
        assertEquals(
                "Connection reset",
                assertThrows(ConnectException.class, client::finishConnect).getMessage());
    }

    @Test
    void shouldDealOutConnectsOverThoseWhoShareAPort() throws IOException {
        ListenSocket first = listen("127.0.0.1", 80, true);
        ListenSocket second = listen("127.0.0.1", 80, true);
        int atFirst = 0;
        for (int i = 0; i < 100; i++) {
            network.connect(first.localAddress());
            deliverAll();
            boolean here = first.accept() != null;
            assertNotEquals(here, second.accept() != null);
            atFirst += here ? 1 : 0;
        }
        assertTrue(atFirst > 25 && atFirst < 75, "at the first " + atFirst);
        assertTrue(network.canSharePort());
    }

    @Test
    void shouldReachAWildcardListenerAtAnyAddress() throws IOException {
        ListenSocket listener = listen("0.0.0.0", 80, false);
        network.connect(new InetSocketAddress("10.1.2.3", 80));
        deliverAll();
        assertNotNull(listener.accept());
    }

    @Test
    void shouldForgetAConnectThatIsClosedBeforeItArrives() throws IOException {
        ListenSocket listener = listen("127.0.0.1", 80, false);
        network.connect(listener.localAddress()).close();
        deliverAll();
        assertNull(listener.accept());
    }

    @Test
    void shouldResetAnAcceptedConnectionWhoseClientHasGone() throws IOException {
        ListenSocket listener = listen("127.0.0.1", 80, false);
        StreamSocket client = network.connect(listener.localAddress());
        network.deliverDue();
        client.close();
        deliverAll();
        StreamSocket server = listener.accept();
        assertNotNull(server);
        assertEquals("[Connection reset]", Pair.read(server));
    }

    @Test
    void shouldRefuseNames() {
        InetSocketAddress name = InetSocketAddress.createUnresolved("example.org", 80);
        assertThrows(UnknownHostException.class, () -> network.connect(name));
        assertThrows(UnknownHostException.class, () -> network.listen(name, 1, false));
    }
}

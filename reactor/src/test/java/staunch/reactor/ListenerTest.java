package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listening: who is let in, on which loop, and what happens when nobody can be. */
@Timeout(60)
class ListenerTest {
    private static final InetSocketAddress ANYWHERE = ScriptedSocket.REMOTE;

    private final ScriptedLoop stage = new ScriptedLoop();
    private final List<RecordingHandler> served = new ArrayList<>();
    private final Supplier<RecordingHandler> handlers = () -> {
        served.add(new RecordingHandler());
        return served.get(served.size() - 1);
    };

    private Listener listen(ListenOptions options) throws IOException {
        Listener listener = stage.reactor.listen(ANYWHERE, handlers, options);
        stage.settle();
        return listener;
    }

    private ScriptedNetwork.Listening listening() {
        return stage.network.listening.get(0);
    }

    private List<ScriptedSocket> arrive(int count) {
        List<ScriptedSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ScriptedSocket());
        }
        listening().waiting.addAll(sockets);
        return sockets;
    }

    // ---- who is let in ----

    @Test
    void shouldAcceptAndOpen() throws IOException {
        Listener listener = listen(ListenOptions.DEFAULT);
        arrive(3);
        stage.settle();
        assertEquals(3, served.size());
        assertEquals(3, listener.openConnections());
        assertEquals(3, stage.loop.connections());
        assertEquals(List.of("open"), served.get(0).events);
        served.get(0).channel.abort();
        assertEquals(2, listener.openConnections());
        stage.end();
        assertEquals(0, listener.openConnections());
        assertTrue(listening().wasClosed);
    }

    @Test
    void shouldAcceptAtMostItsBudgetPerTurn() throws IOException {
        listen(ListenOptions.DEFAULT);
        arrive(Acceptor.MAX_ACCEPTS_PER_TURN + 1);
        stage.turn();
        assertEquals(Acceptor.MAX_ACCEPTS_PER_TURN, served.size());
        stage.turn();
        assertEquals(Acceptor.MAX_ACCEPTS_PER_TURN + 1, served.size());
        stage.end();
    }

    @Test
    void shouldWaitAtTheBoundOfConnectionsUntilOneEnds() throws IOException {
        Listener listener = listen(ListenOptions.DEFAULT.withMaxConnections(2, 2));
        arrive(4);
        stage.settle();
        assertEquals(2, listener.openConnections());
        int accepts = listening().accepts;
        stage.settle();
        assertEquals(accepts, listening().accepts, "it must not spin on a backlog it cannot serve");

        served.get(0).channel.abort();
        stage.settle();
        assertEquals(3, served.size());
        assertEquals(2, listener.openConnections());
        served.get(1).channel.abort();
        served.get(2).channel.abort();
        stage.settle();
        assertEquals(4, served.size());
        stage.end();
    }

    @Test
    void shouldTryAgainAfterAMomentWhenThePlaceWasFreedOnAnotherLoop() throws IOException {
        listen(ListenOptions.DEFAULT);
        listening().waiting.add(new IOException("Too many open files"));
        stage.settle();
        listening().waiting.clear();
        arrive(1);
        stage.settle();
        assertEquals(0, served.size());
        stage.advanceMillis(Acceptor.RETRY_MILLIS);
        assertEquals(1, served.size());
        stage.end();
    }

    @Test
    void shouldNotBlameTheLimitOnOpenFilesForEveryFailure() throws IOException {
        List<String> lines = new ArrayList<>();
        Logger log = Logger.getLogger(Acceptor.class.getName());
        Handler reading = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.addHandler(reading);
        try {
            listen(ListenOptions.DEFAULT);
            listening().waiting.add(new IOException("Network is down"));
            stage.settle();
            stage.end();
        } finally {
            log.removeHandler(reading);
        }
        assertEquals(1, lines.size());
        assertTrue(lines.get(0).contains("Network is down; if that is the limit on open files"), lines.get(0));
    }

    @Test
    void shouldServeOnWithoutDescriptorsAndAcceptWhenOneIsFree() throws IOException {
        listen(ListenOptions.DEFAULT);
        ScriptedSocket first = arrive(1).get(0);
        stage.settle();
        listening().waiting.add(new IOException("Too many open files"));
        stage.settle();
        assertEquals(0, listening().interest);
        for (int i = 0; i < 100; i++) {
            stage.advanceMillis(Acceptor.RETRY_MILLIS);
        }
        int accepts = listening().accepts;
        stage.settle();
        assertEquals(accepts, listening().accepts);
        first.sends("still served");
        stage.settle();
        assertEquals("still served", served.get(0).receivedText());

        listening().waiting.clear();
        arrive(1);
        served.get(0).channel.abort();
        stage.settle();
        assertEquals(2, served.size());
        stage.end();
    }

    @Test
    void shouldResetWhoComesTooOftenFromOneAddress() throws IOException {
        Listener listener = listen(ListenOptions.DEFAULT.withMaxConnections(100, 2));
        List<ScriptedSocket> crowd = arrive(3);
        ScriptedSocket other = new ScriptedSocket();
        other.remote = new InetSocketAddress("127.0.0.2", 4433);
        listening().waiting.add(other);
        stage.settle();
        assertTrue(crowd.get(2).wasReset);
        assertFalse(other.wasReset);
        assertEquals(3, listener.openConnections());
        served.get(0).channel.abort();
        ScriptedSocket again = arrive(1).get(0);
        stage.settle();
        assertFalse(again.wasReset);
        assertEquals(3, listener.openConnections());
        stage.end();
        assertEquals(0, listener.openConnections());
    }

    @Test
    void shouldResetAConnectionForWhichNoHandlerCanBeMade() throws IOException {
        Listener listener = stage.reactor.listen(ANYWHERE, () -> {
            throw new IllegalStateException("thrown on purpose by a test");
        });
        stage.settle();
        ScriptedSocket turnedAway = arrive(1).get(0);
        stage.settle();
        assertTrue(turnedAway.wasReset);
        assertEquals(0, listener.openConnections());
        stage.end();
    }

    // ---- on which loop ----

    @Test
    void shouldDealOutWhereTheNetworkCannotSharePorts() throws IOException {
        ScriptedLoop three = new ScriptedLoop(3);
        Listener listener = three.reactor.listen(ANYWHERE, handlers);
        assertEquals(1, three.network.listening.size());
        three.settle();
        for (int i = 0; i < 9; i++) {
            three.network.listening.get(0).waiting.add(new ScriptedSocket());
        }
        three.settle();
        for (EventLoop each : three.reactor.loops()) {
            assertEquals(3, each.connections());
        }
        assertEquals(9, listener.openConnections());
        three.end();
        assertEquals(0, listener.openConnections());
    }

    @Test
    void shouldListenOnEveryLoopWhereTheNetworkCanSharePorts() throws IOException {
        ScriptedLoop three = new ScriptedLoop(3);
        three.network.canSharePort = true;
        three.reactor.listen(ANYWHERE, handlers);
        assertEquals(4, three.network.listening.size(), "the probe, and one per loop");
        assertTrue(three.network.listening.get(0).wasClosed);
        three.settle();
        three.network.listening.get(3).waiting.add(new ScriptedSocket());
        three.settle();
        assertEquals(1, three.reactor.loops().get(2).connections());
        three.end();
    }

    @Test
    void shouldServeOnSeveralLoopsOfTheSystem() throws Exception {
        int connections = 100;
        Set<EventLoop> used = ConcurrentHashMap.newKeySet();
        CountDownLatch closed = new CountDownLatch(connections);
        try (Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(3))) {
            Listener listener = reactor.listen(Loopback.anyPort(), () -> {
                EchoHandler echo = new EchoHandler();
                echo.whenOpen = channel -> used.add(channel.loop());
                return echo;
            });
            for (int i = 0; i < connections; i++) {
                RecordingHandler client = new RecordingHandler();
                client.whenOpen = Channel::shutdownOutput;
                client.whenClosed = channel -> closed.countDown();
                reactor.connect(listener.localAddress(), client);
            }
            assertTrue(closed.await(30, TimeUnit.SECONDS));
            assertEquals(Set.copyOf(reactor.loops()), used);
        }
    }

    // ---- where ----

    @Test
    void shouldNotShareAPortUnlessAsked() throws IOException {
        for (int loops = 1; loops <= 2; loops++) {
            try (Reactor first = Reactor.start(ReactorOptions.DEFAULT.withLoops(loops));
                    Reactor second = Reactor.start(ReactorOptions.DEFAULT.withLoops(loops))) {
                Listener listener = first.listen(Loopback.anyPort(), RecordingHandler::new);
                BindException taken = assertThrows(
                        BindException.class, () -> second.listen(listener.localAddress(), RecordingHandler::new));
                assertEquals(
                        "cannot listen on " + listener.localAddress().getHostString() + ":" + listener.port()
                                + ": Address already in use; choose another address or port, or end the program that"
                                + " has it",
                        taken.getMessage());
            }
        }
    }

    @Test
    void shouldShareAPortWhenBothAsk() throws IOException {
        assumeTrue(new SocketNetwork().canSharePort(), "this system cannot share a port");
        ListenOptions sharing = ListenOptions.DEFAULT.withSharePort(true);
        try (Reactor first = Reactor.start(ReactorOptions.DEFAULT.withLoops(2));
                Reactor second = Reactor.start(ReactorOptions.DEFAULT.withLoops(1))) {
            Listener old = first.listen(Loopback.anyPort(), RecordingHandler::new, sharing);
            Listener next = second.listen(old.localAddress(), RecordingHandler::new, sharing);
            assertEquals(old.port(), next.port());
        }
    }

    @Test
    void shouldSayThatTheNetworkCannotShare() {
        BindException refused =
                assertThrows(BindException.class, () -> listen(ListenOptions.DEFAULT.withSharePort(true)));
        assertEquals(
                "this system cannot share a port between processes; listen without sharePort", refused.getMessage());
    }

    @Test
    void shouldRefuseAddressesThatAreNotResolved() {
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("host.invalid", 443);
        assertThrows(IllegalArgumentException.class, () -> stage.reactor.listen(unresolved, handlers));
        assertThrows(IllegalArgumentException.class, () -> stage.reactor.connect(unresolved, new RecordingHandler()));
    }

    // ---- the end ----

    @Test
    void shouldStopAcceptingWhenClosedAndLeaveConnectionsAlone() throws IOException {
        Listener listener = listen(ListenOptions.DEFAULT);
        arrive(1);
        stage.settle();
        listener.close();
        listener.close();
        stage.settle();
        assertTrue(listening().wasClosed);
        assertEquals(1, listener.openConnections());
        stage.end();
        listener.close();
    }

    /** Whoever is told to connect anew must not come to a socket that is about to close. */
    @Test
    void shouldTellOnlyOnceEverySocketIsClosedThatItHasStopped() throws IOException {
        ScriptedLoop two = new ScriptedLoop(2);
        two.network.canSharePort = true;
        Listener listener = two.reactor.listen(ANYWHERE, handlers);
        two.settle();
        List<Boolean> closedThen = new ArrayList<>();
        listener.stopped().thenRun(() -> two.network.listening.forEach(socket -> closedThen.add(socket.wasClosed)));
        listener.close();
        two.reactor.loops().get(0).turn(false);
        assertEquals(List.of(), closedThen);
        two.reactor.loops().get(1).turn(false);
        assertEquals(List.of(true, true, true), closedThen, "the probe, and one per loop");
        two.end();
    }

    /**
     * The system goes on completing connections as long as a selector knows of the socket, and resets them when it closes:
     * what waited is in, and who comes once the listener says that it has stopped is refused.
     */
    @Test
    void shouldStopListeningAtOnceWhenClosed() throws Exception {
        Loopback real = new Loopback();
        Listener listener = real.reactor.listen(Loopback.anyPort(), handlers);
        real.loop.turn(false);
        List<String> afterwards = new ArrayList<>();
        listener.stopped().thenRun(() -> afterwards.add(connect(listener.localAddress())));
        listener.close();
        try (Socket waiting = new Socket()) {
            waiting.connect(listener.localAddress());
            real.loop.turn(false);
            assertEquals(List.of("refused"), afterwards);
            assertEquals(1, served.size());
            real.end();
        }
    }

    private static String connect(InetSocketAddress address) {
        try (Socket late = new Socket()) {
            late.connect(address);
            return "connected";
        } catch (ConnectException refused) {
            return "refused";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldFreeThePortWhenClosed() throws IOException {
        Loopback real = new Loopback();
        Listener listener = real.reactor.listen(Loopback.anyPort(), RecordingHandler::new);
        real.loop.turn(false);
        listener.close();
        real.loop.turn(false);
        real.loop.turn(false);
        real.reactor.listen(listener.localAddress(), RecordingHandler::new).close();
        real.end();
    }

    @Test
    void shouldNotListenOnceShutDown() throws IOException {
        stage.end();
        assertThrows(RejectedExecutionException.class, () -> listen(ListenOptions.DEFAULT));
        assertTrue(listening().wasClosed);
        assertThrows(RejectedExecutionException.class, () -> stage.reactor.connect(ANYWHERE, new RecordingHandler()));
    }

    @Test
    void shouldCloseAListenerThatComesDuringShutdown() throws IOException {
        stage.open(new ScriptedSocket(), new RecordingHandler());
        stage.reactor.shutdown(1_000);
        stage.settle();
        listen(ListenOptions.DEFAULT);
        assertTrue(listening().wasClosed);
        stage.advanceMillis(1_000);
    }

    @Test
    void shouldTurnAwayWhatWasDealtOutToALoopThatHasEnded() throws IOException {
        ScriptedLoop two = new ScriptedLoop(2);
        Listener listener = two.reactor.listen(ANYWHERE, handlers);
        two.settle();
        two.reactor.loops().get(1).shutdown(0);
        two.settle();
        ScriptedSocket here = new ScriptedSocket();
        ScriptedSocket there = new ScriptedSocket();
        two.network.listening.get(0).waiting.addAll(List.of(here, there));
        two.settle();
        assertTrue(here.wasReset ^ there.wasReset);
        assertEquals(1, listener.openConnections());
        two.reactor.shutdown(0);
        two.settle();
    }
}

package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a connection is made, or is not. */
class TcpChannelConnectTest {
    private final ScriptedLoop stage = new ScriptedLoop();
    private final ScriptedSocket socket = new ScriptedSocket();
    private final RecordingHandler handler = new RecordingHandler();

    @AfterEach
    void everyChannelEndsOnceAndHoldsNothing() {
        stage.end();
        assertEquals(List.of(), handler.violations);
        assertEquals(0, stage.loop.connections());
        assertTrue(stage.loop.nextTimerNanos().isEmpty(), "a deadline is left behind");
    }

    @Test
    void shouldOpenWhenConnectedLater() {
        socket.connected = false;
        stage.open(socket, handler);
        assertEquals(List.of(), handler.events);
        assertEquals(PollableSocket.CONNECT, socket.interest);
        socket.connected = true;
        stage.settle();
        assertEquals(List.of("open"), handler.events);
        assertEquals(PollableSocket.READ, socket.interest);
        stage.advanceMillis(ConnectOptions.DEFAULT.connectTimeoutMillis());
        assertTrue(handler.channel.isOpen(), "the deadline was for connecting only");
    }

    @Test
    void shouldSayClearlyThatAConnectionWasRefused() {
        socket.connected = false;
        stage.open(socket, handler);
        socket.connectFailure = new ConnectException("Connection refused");
        stage.settle();
        assertEquals(List.of("closed CONNECT_FAILED"), handler.events);
        assertInstanceOf(ConnectFailure.class, handler.cause.failure());
        assertEquals(
                "cannot connect to 127.0.0.1:4433: Connection refused; is a server listening there?",
                handler.cause.message());
    }

    @Test
    void shouldSayClearlyThatAConnectionTookTooLong() {
        socket.connected = false;
        stage.open(socket, handler);
        stage.advanceMillis(9_999);
        assertFalse(handler.isClosed());
        stage.advanceMillis(1);
        assertEquals(List.of("closed TIMEOUT"), handler.events);
        assertInstanceOf(DeadlineException.class, handler.cause.failure());
        assertEquals(
                "no answer from 127.0.0.1:4433 within the time to connect; is the address right and the port open?"
                        + " (connectTimeoutMillis)",
                handler.cause.message());
        assertTrue(socket.wasReset);
    }

    /** Gives up in the callback, or leaves that to the test. */
    private static final class Impatient implements ChannelHandler {
        private final List<String> events = new ArrayList<>();
        private final boolean atOnce;
        private @Nullable Channel made;

        Impatient(boolean atOnce) {
            this.atOnce = atOnce;
        }

        @Override
        public void onConnecting(Channel channel) {
            events.add("connecting");
            made = channel;
            if (atOnce) {
                channel.abort();
            }
        }

        @Override
        public void onOpen(Channel channel) {
            events.add("open");
        }

        @Override
        public void onRead(Channel channel, ByteBuffer in) {}

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {}

        @Override
        public void onClosed(Channel channel, CloseCause cause) {
            events.add("closed " + cause.kind());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldGiveUpAConnectionThatIsBeingMade(boolean atOnce) {
        socket.connected = atOnce;
        Impatient impatient = new Impatient(atOnce);
        stage.open(socket, impatient, ChannelOptions.DEFAULT);
        if (!atOnce) {
            assertEquals(List.of("connecting"), impatient.events);
            impatient.made.abort();
            stage.settle();
        }
        assertEquals(List.of("connecting", "closed ABORTED"), impatient.events);
        assertTrue(socket.wasReset);
    }

    @Test
    void shouldPutAnIpv6AddressIntoBrackets() {
        InetSocketAddress loopback = new InetSocketAddress("::1", 4433);
        assertTrue(ConnectFailure.cause(loopback, new ConnectException("Connection refused"))
                .message()
                .startsWith("cannot connect to [::1]:4433: "));
        assertTrue(ConnectFailure.timeoutCause(loopback).message().startsWith("no answer from [::1]:4433 "));
    }

    @Test
    void shouldTellOfASocketThatCouldNotBeMade() throws IOException {
        for (Exception failure :
                List.of(new IOException("Too many open files"), new UnsupportedAddressTypeException())) {
            Network failing = new FailingNetwork(failure);
            Reactor reactor =
                    Reactor.unstarted(ReactorOptions.DEFAULT.withLoops(1).on(failing, stage.time));
            RecordingHandler told = new RecordingHandler();
            reactor.connect(ScriptedSocket.REMOTE, told);
            reactor.loops().get(0).turn(false);
            assertEquals(List.of("closed CONNECT_FAILED"), told.events);
            assertTrue(told.cause.message().startsWith("cannot connect to 127.0.0.1:4433: "), told.cause.message());
            assertEquals(ScriptedSocket.REMOTE, told.channel.remoteAddress());
            assertEquals(0, told.channel.localAddress().getPort());
        }
    }

    private static class FailingNetwork implements Network {
        private final Exception failure;

        FailingNetwork(Exception failure) {
            this.failure = failure;
        }

        @Override
        public Poller openPoller() throws IOException {
            return new ScriptedPoller();
        }

        @Override
        public ListenSocket listen(InetSocketAddress local, int backlog, boolean sharePort) {
            throw new AssertionError();
        }

        @Override
        public StreamSocket connect(InetSocketAddress remote) throws IOException {
            if (failure instanceof IOException io) {
                throw io;
            }
            throw (RuntimeException) failure;
        }

        @Override
        public StreamSocket connectFrom(InetAddress local, InetSocketAddress remote) throws IOException {
            return connect(remote);
        }

        @Override
        public boolean canSharePort() {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({"true, ABORTED", "false, CLOSED"})
    void shouldEndAtOnceWhileConnecting(boolean abort, CloseCause.Kind kind) {
        socket.connected = false;
        Channel channel = TcpChannel.connecting(stage.loop, socket, handler, ConnectOptions.DEFAULT);
        assertEquals(10, channel.write(ByteBuffer.allocate(10)));
        if (abort) {
            channel.abort();
        } else {
            channel.close();
        }
        assertEquals(List.of(), handler.events, "not inside the call");
        stage.settle();
        assertEquals(List.of("closed " + kind), handler.events);
    }

    @Test
    void shouldCloseThePollersItHasWhenItCannotHaveAll() {
        List<ScriptedPoller> opened = new ArrayList<>();
        Network scarce = new FailingNetwork(new IOException()) {
            @Override
            public Poller openPoller() throws IOException {
                if (opened.size() == 2) {
                    throw new IOException("Too many open files");
                }
                opened.add(new ScriptedPoller());
                return opened.get(opened.size() - 1);
            }
        };
        ReactorOptions options = ReactorOptions.DEFAULT.withLoops(3).on(scarce, stage.time);
        assertThrows(IOException.class, () -> Reactor.unstarted(options));
        assertTrue(opened.get(0).closed && opened.get(1).closed);
    }
}

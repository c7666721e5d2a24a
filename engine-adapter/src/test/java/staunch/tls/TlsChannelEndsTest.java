package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.reactor.Channel;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/** How TLS channels end: in each direction, with slow and absent readers, and from inside any callback. */
@EveryProvider
class TlsChannelEndsTest {
    private static final byte[] QUESTION = "who goes there?".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ANSWER = "a friend".getBytes(StandardCharsets.UTF_8);

    @Test
    void shouldLetTheOtherSideFinishAfterHalfCloseInTls13() {
        try (TlsPair pair = new TlsPair()) {
            byte[] question = TlsChannelTest.random(300_000, 1);
            byte[] answer = TlsChannelTest.random(200_000, 2);
            TlsChannelTest.send(
                    pair.client, question, () -> pair.client.channel().shutdownOutput());
            pair.server.whenInputEnds = (channel, end) -> TlsChannelTest.send(
                    pair.server, answer, () -> pair.server.channel().shutdownOutput());
            pair.client.whenInputEnds = (channel, end) -> {};
            pair.connect(TlsFixtures.options("1.3"), TlsFixtures.options("1.3")).untilClosed();
            assertArrayEquals(question, pair.server.received.toByteArray());
            if (Difference.NO_HALF_CLOSE.isHere()) {
                assertTrue(pair.client.received.size() < answer.length, pair.client::toString);
                pair.assertWellBehaved();
                return;
            }
            assertArrayEquals(answer, pair.client.received.toByteArray());
            assertEquals(CloseCause.Kind.ENDED, pair.client.cause().kind());
            assertEquals(CloseCause.Kind.ENDED, pair.server.cause().kind());
            pair.assertWellBehaved();
        }
    }

    @Test
    void shouldAnswerHalfCloseByItsOwnEndInTls12() {
        try (TlsPair pair = new TlsPair()) {
            pair.client.whenOpen = channel -> {
                channel.write(ByteBuffer.wrap(QUESTION));
                channel.shutdownOutput();
                assertThrows(IllegalStateException.class, () -> channel.write(ByteBuffer.wrap(QUESTION)));
            };
            pair.client.whenInputEnds = (channel, end) -> {};
            pair.server.whenInputEnds = (channel, end) -> assertEquals(0, channel.write(ByteBuffer.wrap(ANSWER)));
            pair.connect(TlsFixtures.options("1.2"), TlsFixtures.options("1.2")).untilClosed();
            assertArrayEquals(QUESTION, pair.server.received.toByteArray());
            assertEquals(InputEnd.CLEAN, pair.server.end, () -> pair.server + " / " + pair.client);
            assertEquals(InputEnd.CLEAN, pair.client.end, pair.client::toString);
            assertEquals(CloseCause.Kind.ENDED, pair.client.cause().kind());
            pair.assertWellBehaved();
        }
    }

    @Test
    void shouldDeliverWhatWasWrittenBeforeCloseToASlowReader() {
        try (TlsPair pair = new TlsPair()) {
            byte[] data = TlsChannelTest.random(900_000, 6);
            pair.server.whenRead = (channel, in) -> {
                pair.server.take(in);
                channel.pauseReads();
            };
            pair.client.whenOpen = channel -> {
                assertEquals(data.length, channel.write(ByteBuffer.wrap(data)));
                channel.close();
            };
            pair.connect(TlsFixtures.options("1.3"), TlsFixtures.options("1.3")).untilOpen();
            while (!pair.server.isClosed()) {
                pair.simulation.runFor(Duration.ofMillis(500));
                pair.server.channel().resumeReads();
            }
            assertArrayEquals(data, pair.server.received.toByteArray());
            assertTrue(pair.simulation.time().elapsedNanos() > 10_000_000_000L, "longer than closeTimeoutMillis");
            pair.untilClosed();
            assertEquals(CloseCause.Kind.CLOSED, pair.client.cause().kind());
            pair.assertWellBehaved();
        }
    }

    @Test
    void shouldGiveUpOnAReaderThatTakesNothingWhileClosing() {
        try (TlsPair pair = new TlsPair()) {
            pair.server.whenOpen = Channel::pauseReads;
            pair.client.whenOpen = channel -> {
                channel.write(ByteBuffer.allocate(1 << 20));
                channel.close();
            };
            pair.connect(TlsFixtures.options("1.3"), TlsFixtures.options("1.3")).untilOpen();
            pair.simulation.run(pair.client::isClosed);
            assertEquals(CloseCause.Kind.TIMEOUT, pair.client.cause().kind());
            assertTrue(pair.client.cause().message().contains("closeTimeoutMillis"), pair.client::toString);
            pair.server.channel().abort();
            pair.untilClosed();
            pair.assertWellBehaved();
        }
    }

    @Test
    void shouldGiveAnAbandonedReaderItsLeftoverAfterThePeerIsGone() {
        try (TlsPair pair = new TlsPair()) {
            pair.server.whenRead = (channel, in) -> {};
            pair.server.whenInputEnds = (channel, end) -> channel.shutdownOutput();
            pair.client.whenOpen = channel -> {
                channel.write(ByteBuffer.wrap(QUESTION));
                channel.shutdownOutput();
            };
            pair.connect(TlsFixtures.options("1.3"), TlsFixtures.options("1.3"));
            pair.simulation.run(pair.client::isClosed);
            pair.simulation.runFor(Duration.ofSeconds(60));
            assertFalse(pair.server.isClosed());
            assertTrue(pair.server.channel().isOpen());
            assertEquals(1, pair.openConnections(), "holds memory, and so counts in the bounds");
            ByteBuffer got = ByteBuffer.allocate(100);
            assertEquals(QUESTION.length, pair.server.channel().read(got));
            pair.untilClosed();
            assertEquals(CloseCause.Kind.ENDED, pair.server.cause().kind());
            assertEquals(0, pair.openConnections());
            pair.assertWellBehaved();
        }
    }

    @Test
    void shouldEndAnAbandonedReaderWithTheLoop() {
        for (boolean closes : new boolean[] {true, false}) {
            try (TlsPair pair = new TlsPair()) {
                pair.server.whenRead = (channel, in) -> {};
                pair.server.whenInputEnds = (channel, end) -> channel.shutdownOutput();
                pair.server.whenShutdown = closes ? Channel::close : channel -> {};
                pair.client.whenOpen = channel -> {
                    channel.write(ByteBuffer.wrap(QUESTION));
                    channel.shutdownOutput();
                };
                pair.connect(TlsFixtures.options("1.3"), TlsFixtures.options("1.3"));
                pair.simulation.run(pair.client::isClosed);
                CompletableFuture<Void> ended = pair.reactor.shutdown(1_000);
                pair.simulation.run(ended::isDone);
                ended.join();
                assertEquals(
                        closes ? CloseCause.Kind.CLOSED : CloseCause.Kind.SHUTDOWN,
                        pair.server.cause().kind());
                assertEquals(
                        1,
                        pair.server.events.stream().filter("shutdown"::equals).count());
                pair.assertWellBehaved();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void shouldEndExactlyOnceWhateverIsCalledFromInsideACallback(String version) {
        for (String event : new String[] {"open", "read", "end", "writable", "shutdown"}) {
            for (boolean abort : new boolean[] {false, true}) {
                try (TlsPair pair = new TlsPair()) {
                    Consumer<Channel> end = channel -> {
                        channel.pauseReads();
                        channel.resumeReads();
                        channel.write(ByteBuffer.wrap(ANSWER));
                        channel.flush();
                        if (abort) {
                            channel.abort();
                        }
                        channel.close();
                        channel.shutdownOutput();
                        channel.close();
                        assertEquals(0, channel.write(ByteBuffer.wrap(ANSWER)));
                    };
                    switch (event) {
                        case "open" -> pair.server.whenOpen = end;
                        case "read" -> pair.server.whenRead = (channel, in) -> end.accept(channel);
                        case "end" -> pair.server.whenInputEnds = (channel, how) -> end.accept(channel);
                        case "shutdown" -> {
                            pair.server.whenRead = (channel, in) -> pair.shutdown();
                            pair.server.whenShutdown = end;
                        }
                        default -> {
                            pair.server.whenOpen = channel -> channel.write(ByteBuffer.allocate(500_000));
                            pair.server.whenInputEnds = (channel, how) -> {};
                            pair.server.whenWritable = end;
                        }
                    }
                    TlsChannelTest.send(
                            pair.client,
                            TlsChannelTest.random(50_000, 8),
                            event.equals("writable") || event.equals("shutdown")
                                    ? () -> {}
                                    : () -> pair.client.channel().shutdownOutput());
                    pair.connect(TlsFixtures.options(version), TlsFixtures.options(version))
                            .untilClosed();
                    boolean isCutOff = event.equals("end")
                            && version.equals("1.3")
                            && Difference.NO_DATA_BEHIND_THE_PEERS_END.isHere();
                    CloseCause.Kind inOrder = isCutOff ? CloseCause.Kind.RESET : CloseCause.Kind.CLOSED;
                    assertEquals(
                            abort ? CloseCause.Kind.ABORTED : inOrder,
                            pair.server.cause().kind(),
                            event + " " + pair.server);
                    pair.assertWellBehaved();
                }
            }
        }
    }

    @Test
    void shouldAbortWhenACallbackThrows() {
        try (TlsPair pair = new TlsPair()) {
            pair.server.whenRead = (channel, in) -> {
                throw new IllegalStateException("a bug of the application");
            };
            pair.client.whenOpen = channel -> channel.write(ByteBuffer.wrap(QUESTION));
            pair.connect(TlsFixtures.options("1.3"), TlsFixtures.options("1.3")).untilClosed();
            assertEquals(CloseCause.Kind.HANDLER_FAILED, pair.server.cause().kind());
            assertEquals("a bug of the application", pair.server.cause().message());
            assertEquals(CloseCause.Kind.RESET, pair.client.cause().kind());
            pair.assertWellBehaved();
        }
    }
}

package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.reactor.Channel;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.Layer;
import staunch.reactor.Security;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Seeds;
import staunch.tls.record.PlaintextLeftover;

@EveryProvider
class TlsChannelTest {
    private static final byte[] QUESTION = "who goes there?".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ANSWER = "a friend".getBytes(StandardCharsets.UTF_8);

    static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Writes all of {@code bytes}, as the bounds admit. */
    static void send(RecordingHandler from, byte[] bytes, Runnable whenDone) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        boolean[] done = {false};
        Consumer<Channel> more = channel -> {
            channel.write(left);
            if (!left.hasRemaining() && !done[0]) {
                done[0] = true;
                whenDone.run();
            }
        };
        from.whenWritable = more;
        if (from.channel == null) {
            from.whenOpen = more;
        } else {
            more.accept(from.channel());
        }
    }

    private static void answerAtTheEnd(RecordingHandler server, byte[] answer) {
        server.whenInputEnds = (channel, end) -> {
            channel.write(ByteBuffer.wrap(answer));
            channel.close();
        };
    }

    @ParameterizedTest
    @CsvSource({"1.2, inline", "1.3, inline", "1.2, executor", "1.3, executor"})
    void shouldTalkInBothDirectionsAndClose(String version, String tasks) {
        try (TlsPair pair = new TlsPair()) {
            TlsOptions options = TlsFixtures.options(version);
            if (tasks.equals("executor")) {
                options = options.withTasks(TaskPolicy.on(pair.simulation.executor()));
            }
            pair.client.whenOpen = channel -> channel.write(ByteBuffer.wrap(QUESTION));
            pair.server.whenRead = (channel, in) -> {
                pair.server.take(in);
                channel.write(ByteBuffer.wrap(ANSWER));
                channel.close();
            };
            pair.connect(options, options).untilClosed();
            assertArrayEquals(QUESTION, pair.server.received.toByteArray());
            assertArrayEquals(ANSWER, pair.client.received.toByteArray());
            assertEquals(InputEnd.CLEAN, pair.client.end);
            assertTrue(pair.client.cause().isOrderly(), pair.client::toString);
            assertEquals(CloseCause.of(CloseCause.Kind.CLOSED), pair.server.cause());
            pair.assertWellBehaved();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void shouldHoldNoBufferWhileIdle(String version) {
        try (TlsPair pair = new TlsPair()) {
            pair.client.whenOpen = channel -> channel.write(ByteBuffer.wrap(QUESTION));
            pair.server.whenRead = (channel, in) -> {
                pair.server.take(in);
                channel.write(ByteBuffer.wrap(ANSWER));
            };
            pair.connect(TlsFixtures.options(version), TlsFixtures.options(version));
            pair.simulation.run(() -> pair.client.received.size() == ANSWER.length);
            pair.simulation.runFor(Duration.ofMillis(1));
            assertEquals(
                    0,
                    pair.client.channel().ledger().heldBytes(),
                    () -> "" + pair.client.channel().ledger());
            assertEquals(
                    0,
                    pair.server.channel().ledger().heldBytes(),
                    () -> "" + pair.server.channel().ledger());
            pair.client.channel().close();
            pair.untilClosed();
        }
    }

    @Test
    void shouldShowWhatWasNegotiated() {
        try (TlsPair pair = new TlsPair()) {
            TlsOptions options = TlsFixtures.options("1.3").withApplicationProtocols("http/1.1");
            pair.connect(
                            TlsClient.trusting(TlsFixtures.TRUST, options)
                                    .withIdentity(TlsFixtures.CLIENT)
                                    .to(TlsFixtures.HOST, 443),
                            TlsServer.of(TlsFixtures.SERVER, options).requiringClients(TlsFixtures.TRUST))
                    .untilOpen();
            Security seen = pair.server.channel().security().orElseThrow();
            assertEquals("TLSv1.3", seen.protocol());
            assertTrue(seen.cipherSuite().startsWith("TLS_"), seen::cipherSuite);
            assertEquals(Optional.of(TlsFixtures.HOST), seen.serverName());
            assertEquals(Optional.of("http/1.1"), seen.applicationProtocol());
            assertFalse(seen.resumed());
            assertEquals(TlsFixtures.CLIENT.chain(), seen.peerCertificates());
            assertEquals(TlsFixtures.SERVER.chain(), seen.localCertificates());
            Security client = pair.client.channel().security().orElseThrow();
            assertEquals(TlsFixtures.SERVER.leaf(), client.peerCertificates().get(0));
            assertEquals(Optional.of(TlsFixtures.HOST), client.serverName());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void shouldResumeASession(String version) {
        TlsOptions options = TlsFixtures.options(version);
        Layer client = TlsClient.trusting(TlsFixtures.TRUST, options).to(TlsFixtures.HOST, 443);
        Layer server = TlsServer.of(TlsFixtures.SERVER, options);
        for (boolean expected : new boolean[] {false, true}) {
            try (TlsPair pair = new TlsPair()) {
                pair.server.whenOpen = channel -> {
                    channel.write(ByteBuffer.wrap(ANSWER));
                    channel.shutdownOutput();
                };
                pair.connect(client, server).untilClosed();
                Security seen = pair.client.channel().security().orElseThrow();
                assertEquals(
                        expected && !(version.equals("1.3") && Difference.NO_RESUMPTION_IN_TLS13.isHere()),
                        seen.resumed());
                assertEquals(
                        List.of(TlsFixtures.SERVER.leaf()),
                        seen.peerCertificates().subList(0, 1));
            }
        }
    }

    @Test
    void shouldEchoFromInsideOnReadOverTlsOverTls() {
        Layer client =
                TlsClient.trusting(TlsFixtures.TRUST, TlsFixtures.options()).to(TlsFixtures.HOST, 443);
        Layer server = TlsServer.of(TlsFixtures.SERVER, TlsFixtures.options());
        byte[] data = random(500_000, 7);
        try (TlsPair pair = new TlsPair()) {
            pair.server.whenRead = (channel, in) -> {
                channel.write(in);
                channel.flush();
            };
            pair.server.whenWritable = Channel::resumeReads;
            send(pair.client, data, () -> {});
            pair.connect(over -> client.over(client.over(over)), over -> server.over(server.over(over)));
            pair.simulation.run(() -> pair.client.received.size() >= data.length);
            assertArrayEquals(data, pair.client.received.toByteArray());
            pair.simulation.runFor(Duration.ofMillis(1));
            assertEquals(
                    0,
                    pair.client.channel().ledger().heldBytes(),
                    () -> "" + pair.client.channel().ledger());
            pair.client.channel().close();
            pair.untilClosed();
            pair.assertWellBehaved();
        }
    }

    @Test
    void shouldShowWhatIsLeftInOnePieceUpToTheReadAhead() {
        try (TlsPair pair = new TlsPair()) {
            int[] most = {0};
            pair.server.whenRead = (channel, in) -> {
                most[0] = in.remaining();
                assertEquals(PlaintextLeftover.READ_AHEAD_BYTES, channel.readAheadBytes());
            };
            byte[] data = random(500_000, 3);
            send(pair.client, data, () -> pair.client.channel().shutdownOutput());
            pair.connect(TlsFixtures.options("1.3"), TlsFixtures.options("1.3")).untilOpen();
            pair.simulation.runFor(Duration.ofSeconds(1));
            assertTrue(most[0] >= PlaintextLeftover.READ_AHEAD_BYTES, most[0] + " bytes");
            assertTrue(most[0] <= PlaintextLeftover.MAX_BYTES, most[0] + " bytes");
            pair.server.whenRead = (channel, in) -> pair.server.take(in);
            pair.server.channel().resumeReads();
            pair.untilClosed();
            assertArrayEquals(data, pair.server.received.toByteArray());
            pair.assertWellBehaved();
        }
    }

    @Test
    void shouldBeReadByPulling() {
        try (TlsPair pair = new TlsPair()) {
            byte[] data = random(300_000, 4);
            pair.server.whenRead = (channel, in) -> {};
            pair.server.whenInputEnds = (channel, end) -> {};
            send(pair.client, data, () -> pair.client.channel().shutdownOutput());
            pair.connect(TlsFixtures.options("1.3"), TlsFixtures.options("1.3")).untilOpen();
            ByteBuffer got = ByteBuffer.allocate(data.length + 1);
            pair.simulation.run(() -> {
                ByteBuffer piece = ByteBuffer.allocate(12_345);
                int moved = pair.server.channel().read(piece);
                got.put(piece.flip());
                return moved < 0;
            });
            assertEquals(data.length, got.position());
            assertArrayEquals(data, Arrays.copyOf(got.array(), data.length));
            pair.server.channel().close();
            pair.untilClosed();
            pair.assertWellBehaved();
        }
    }

    @Test
    void shouldStopTheSenderWhilePaused() {
        try (TlsPair pair = new TlsPair()) {
            byte[] data = random(3_000_000, 5);
            pair.server.whenOpen = Channel::pauseReads;
            send(pair.client, data, () -> pair.client.channel().shutdownOutput());
            pair.connect(TlsFixtures.options("1.3"), TlsFixtures.options("1.3")).untilOpen();
            pair.simulation.runFor(Duration.ofSeconds(1));
            assertEquals(0, pair.server.received.size());
            assertTrue(pair.client.channel().pendingOutputBytes() > 500_000);
            assertTrue(pair.client.channel().pendingOutputBytes() <= 1 << 20);
            assertFalse(pair.client.channel().isWritable());
            assertTrue(
                    pair.server.channel().ledger().heldBytes() < 200_000,
                    () -> "" + pair.server.channel().ledger());
            pair.server.channel().resumeReads();
            pair.untilClosed();
            assertArrayEquals(data, pair.server.received.toByteArray());
            pair.assertWellBehaved();
        }
    }

    @Test
    void shouldPutManySmallWritesOfATurnIntoOneRecord() {
        try (TlsPair pair = new TlsPair()) {
            List<Integer> sizes = new ArrayList<>();
            pair.server.whenRead = (channel, in) -> {
                sizes.add(in.remaining());
                pair.server.take(in);
            };
            pair.client.whenOpen = channel -> {
                for (int i = 0; i < 100; i++) {
                    channel.write(ByteBuffer.wrap(new byte[10]));
                }
            };
            pair.connect(TlsFixtures.options("1.3"), TlsFixtures.options("1.3"));
            pair.simulation.run(() -> pair.server.received.size() == 1000);
            assertEquals(List.of(1000), sizes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void shouldBeExactOrFailTypedOnAHostileNetwork(String version) {
        TlsOptions base = TlsFixtures.options(version);
        Seeds.forEach(TestProvider.current().offsetStep() == 1 ? 150 : 40, seed -> {
            byte[] question = random(1 + (int) (seed * 977 % 60_000), seed);
            byte[] answer = random(1 + (int) (seed * 7919 % 90_000), ~seed);
            try (TlsPair pair = new TlsPair(seed, FaultProfile.HOSTILE)) {
                TlsOptions options = seed % 2 == 0 ? base : base.withTasks(TaskPolicy.on(pair.simulation.executor()));
                send(pair.client, question, () -> {});
                pair.server.whenRead = (channel, in) -> {
                    pair.server.take(in);
                    if (pair.server.received.size() == question.length) {
                        send(pair.server, answer, () -> pair.server.channel().close());
                    }
                };
                pair.connect(options, options);
                pair.simulation.run(pair.client::isClosed);
                byte[] got = pair.client.received.toByteArray();
                assertArrayEquals(Arrays.copyOf(answer, got.length), got, "seed " + seed);
                boolean whole = got.length == answer.length && pair.client.end == InputEnd.CLEAN;
                assertTrue(
                        whole || !pair.client.cause().isOrderly() || pair.client.end == InputEnd.TRUNCATED,
                        pair.client::toString);
                assertTrue(pair.client.cause().kind() != CloseCause.Kind.HANDLER_FAILED, pair.client::toString);
                if (pair.server.channel != null) {
                    pair.simulation.run(pair.server::isClosed);
                    pair.assertWellBehaved();
                    assertTrue(pair.server.cause().kind() != CloseCause.Kind.HANDLER_FAILED, pair.server::toString);
                }
            }
        });
    }
}

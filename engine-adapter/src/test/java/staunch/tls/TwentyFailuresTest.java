package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.reactor.Channel;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.Layer;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;

/**
 * What went wrong in other TLS layers over engines, one test for each. Those that are about bytes and ends are here, those
 * about tasks, bounds and floods in {@link TwentyFailuresOfLoadTest}, those that need a machine in {@link
 * TwentyFailuresOnSocketsTest}. Where another test is about nothing but that failure, it is that one:
 *
 * <pre>
 *    1  a loop that ignores OVERFLOW and UNDERFLOW spins    ScriptedEngineTest.shouldNeverSpinWhateverTheEngineAnswers
 *    3  a parser of hellos that loops                       ClientHelloFuzzTest, and here
 *    6  wraps for ever when the peer closes                 CutTest
 *    9  a task that runs twice, or is rejected              TlsFailureTest.should…Executor…; late: TwentyFailuresOfLoadTest
 *   11  data before the handshake never goes out            PumpConversationTest.shouldSendWhatWasWrittenBefore…; and here
 *   12  a partial record counts as readable                 TlsChannelPullTest.shouldReturnNothingWhileARecordIsNotWhole
 *   17  KeyUpdate taken for a renegotiation                 PumpFailureTest.shouldNotTakeAKeyUpdateForARenegotiation
 *   18  EMFILE                                              ListenerTest of the reactor, and on sockets
 *   19  interrupts, wakeup storms                           EventLoopTest.shouldNotSpinAfterAnInterrupt, …AtMostOncePerPark
 *   20  close from inside a callback                        TlsChannelEndsTest.shouldEndExactlyOnceWhatever…
 * </pre>
 */
class TwentyFailuresTest {
    /** So few that a loop that spins is found out at once. */
    private static final long MAX_ROUNDS = 2_000;

    private static final byte ALERT = 21;
    private static final byte HANDSHAKE = 22;
    /** What one record and its header take of a pool. */
    private static final int RECORD_BUFFER_BYTES = 17 * 1024;

    private static final byte[] TEXT = TlsChannelTest.random(100, 3);

    private static TlsPair pair() {
        return new TlsPair(new Simulation(0, FaultProfile.NONE, MAX_ROUNDS, Simulation.DEFAULT_MAX_TIME));
    }

    static Stream<Arguments> providersAndVersions() {
        return Stream.of(TestProvider.values())
                .flatMap(provider -> Stream.of("1.2", "1.3").map(version -> Arguments.of(provider, version)));
    }

    /** Of those that hand over what is expensive as tasks. */
    static Stream<Arguments> providersWithTasksAndVersions() {
        return providersAndVersions().filter(row -> !Difference.NO_DELEGATED_TASKS.isOf((TestProvider) row.get()[0]));
    }

    private static Layer client(TlsOptions options) {
        return TlsClient.trusting(TlsFixtures.TRUST, options).to(TlsFixtures.HOST, TlsFixtures.PORT);
    }

    private static TlsPair connected(TestProvider provider, String version) {
        TlsPair pair = pair();
        TlsOptions options = provider.options(version);
        pair.connect(client(options), TlsServer.of(TlsFixtures.SERVER, options));
        return pair;
    }

    // ---- 2: a record header longer than allowed, then a spin (CVE-2021-28165) ----

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldNotSpinOnALengthThatNoRecordMayHave(TestProvider provider, String version) {
        Layer server = TlsServer.of(TlsFixtures.SERVER, provider.options(version));
        IntStream lengths = IntStream.concat(
                IntStream.of(16_641, 18_432, 18_433, 65_535),
                IntStream.iterate(16_642, length -> length < 65_535, length -> length + 997));
        lengths.forEach(length -> {
            try (TlsPair pair = pair()) {
                pair.connect(Layer.NONE, server).untilClientOpen();
                drip(pair, header(22, length), 1);
                drip(pair, unknownMessage(length), 4_000);
                assertEquals(
                        CloseCause.Kind.HANDSHAKE_FAILED, pair.server.cause().kind(), "length " + length);
                if (!Difference.SILENT_ON_BAD_HEADERS.isOf(provider)) {
                    assertEquals(ALERT, pair.client.received.toByteArray()[0], "length " + length);
                }
                pair.client.channel().close();
                pair.untilClosed();
                pair.assertWellBehaved();
            }
        });
    }

    private static byte[] header(int type, int length) {
        return new byte[] {(byte) type, 3, 3, (byte) (length >> 8), (byte) length};
    }

    private static byte[] unknownMessage(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 127);
        return bytes;
    }

    private static void drip(TlsPair pair, byte[] bytes, int step) {
        for (int at = 0; at < bytes.length && !pair.server.isClosed(); at += step) {
            pair.client.channel().write(ByteBuffer.wrap(bytes, at, Math.min(step, bytes.length - at)));
            pair.simulation.runFor(Duration.ofMillis(1));
        }
        pair.simulation.runFor(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldNotSpinOnSuchALengthBehindTheHandshake(TestProvider provider, String version) {
        for (int length : new int[] {16_641, 18_432, 18_433, 65_535}) {
            Channel[] below = new Channel[1];
            TlsOptions options = provider.options(version);
            try (TlsPair pair = pair()) {
                pair.connect(
                                application -> new LowerTap(client(options).over(application), below),
                                TlsServer.of(TlsFixtures.SERVER, options))
                        .untilOpen();
                below[0].write(ByteBuffer.wrap(header(23, length)));
                below[0].write(ByteBuffer.allocate(length));
                pair.untilClosed();
                assertEquals(CloseCause.Kind.PROTOCOL_ERROR, pair.server.cause().kind(), "length " + length);
                if (!Difference.SILENT_ON_BAD_HEADERS.isOf(provider)) {
                    assertEquals(
                            TlsException.Kind.PEER_ALERT, pair.client.failure().kind(), "length " + length);
                }
                assertEquals(0, pair.server.received.size());
                pair.assertWellBehaved();
            }
        }
    }

    // ---- 3: the parser of hellos loops on an unknown major version ----

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldNotLoopOnAHelloThatIsNone(TestProvider provider, String version) {
        byte[] hello = helloOf(provider, version);
        Layer server = TlsServer.of(TlsFixtures.SERVER, provider.options(version));
        for (int seed = 0; seed < 300; seed++) {
            byte[] broken = hello.clone();
            Random random = new Random(seed);
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                broken[random.nextInt(Math.min(600, broken.length))] = (byte) random.nextInt();
            }
            try (TlsPair pair = pair()) {
                pair.client.whenOpen = channel -> {
                    channel.write(ByteBuffer.wrap(broken));
                    channel.shutdownOutput();
                };
                pair.connect(Layer.NONE, server).untilClosed();
                assertEquals(List.of("closed"), pair.server.events, "seed " + seed);
                pair.assertWellBehaved();
            }
        }
    }

    private static byte[] helloOf(TestProvider provider, String version) {
        try (TlsPair pair = pair()) {
            pair.connect(client(provider.options(version)), Layer.NONE);
            pair.simulation.run(() -> pair.server.received.size() > 0);
            return pair.server.received.toByteArray();
        }
    }

    // ---- 4: a buffer of the declared length of the ClientHello (CVE-2023-34462) ----

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldNotHoldWhatAHelloOnlyDeclares(TestProvider provider, String version) {
        byte[] declares16Megabytes = {22, 3, 1, 0x40, 0, 1, (byte) 0xff, (byte) 0xff, (byte) 0xff};
        for (int sent = 1; sent < 16_000; sent += 533) {
            try (TlsPair pair = pair()) {
                byte[] hello = Arrays.copyOf(declares16Megabytes, sent);
                Channel[] accepted = new Channel[1];
                Layer server = TlsServer.of(TlsFixtures.SERVER, provider.options(version));
                pair.client.whenOpen = channel -> channel.write(ByteBuffer.wrap(hello));
                pair.connect(Layer.NONE, application -> new LowerTap(server.over(application), accepted));
                pair.simulation.runFor(Duration.ofSeconds(5));
                assertTrue(
                        accepted[0].ledger().heldBytes() <= RECORD_BUFFER_BYTES,
                        () -> "for " + hello.length + ": " + accepted[0].ledger());
                pair.simulation.run(pair.server::isClosed);
                assertEquals(CloseCause.Kind.TIMEOUT, pair.server.cause().kind());
                pair.client.channel().close();
                pair.untilClosed();
                pair.assertWellBehaved();
            }
        }
    }

    // ---- 5: half-close in TLS 1.3: the loop waits for the other side for ever ----

    static Stream<Arguments> halfCloses() {
        return providersAndVersions()
                .flatMap(row -> Stream.of(true, false)
                        .flatMap(byClient -> Stream.of(0, 300_000)
                                .map(pending -> Arguments.of(row.get()[0], row.get()[1], byClient, pending))));
    }

    @ParameterizedTest
    @MethodSource("halfCloses")
    void shouldNotWaitForEverAfterAHalfClose(TestProvider provider, String version, boolean byClient, int pending) {
        try (TlsPair pair = pair()) {
            RecordingHandler closer = byClient ? pair.client : pair.server;
            RecordingHandler other = byClient ? pair.server : pair.client;
            byte[] data = TlsChannelTest.random(pending, 4);
            closer.whenOpen = channel -> {
                channel.write(ByteBuffer.wrap(TEXT));
                channel.shutdownOutput();
            };
            closer.whenInputEnds = (channel, end) -> {};
            other.whenOpen = channel -> channel.write(ByteBuffer.wrap(data));
            other.whenInputEnds = (channel, end) -> channel.shutdownOutput();
            TlsOptions options = provider.options(version);
            pair.connect(client(options), TlsServer.of(TlsFixtures.SERVER, options))
                    .untilClosed();

            assertArrayEquals(TEXT, other.received.toByteArray());
            assertEquals(InputEnd.CLEAN, other.end);
            byte[] got = closer.received.toByteArray();
            assertArrayEquals(Arrays.copyOf(data, got.length), got);
            if (!Difference.NO_HALF_CLOSE.isOf(provider)) {
                if (version.equals("1.3")) {
                    assertEquals(pending, got.length);
                    assertEquals(CloseCause.Kind.ENDED, other.cause().kind());
                }
                // In TLS 1.2 a close_notify ends both directions, and whose data it cuts off must hear of that.
                assertEquals(got.length == pending, other.cause().isOrderly(), other::toString);
            }
            assertEquals(CloseCause.Kind.ENDED, closer.cause().kind(), closer::toString);
            pair.assertWellBehaved();
        }
    }

    // ---- 8: wrap answers CLOSED, with nothing, for ever ----

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldNotWrapForEverWhatIsWrittenAfterThePeerClosed(TestProvider provider, String version) {
        try (TlsPair pair = connected(provider, version)) {
            pair.client.whenOpen = Channel::close;
            pair.server.whenInputEnds = (channel, end) -> {
                for (int i = 0; i < 100; i++) {
                    channel.write(ByteBuffer.wrap(TEXT));
                    channel.flush();
                }
            };
            pair.untilOpen().simulation.runFor(Duration.ofSeconds(1));
            for (int i = 0; i < 100 && !pair.server.isClosed(); i++) {
                pair.server.channel().write(ByteBuffer.wrap(TEXT));
                pair.simulation.runFor(Duration.ofMillis(10));
            }
            pair.server.channel().close();
            pair.untilClosed();
            assertEquals(InputEnd.CLEAN, pair.server.end);
            assertEquals(CloseCause.Kind.CLOSED, pair.client.cause().kind());
            pair.assertWellBehaved();
        }
    }

    // ---- 11: data written before or during the handshake never goes out ----

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldNotKeepBackWhatIsWrittenAtOnce(TestProvider provider, String version) {
        for (boolean inline : new boolean[] {true, false}) {
            try (TlsPair pair = pair()) {
                TlsOptions options = provider.options(version);
                TlsOptions tasks = inline ? options : options.withTasks(TaskPolicy.on(pair.simulation.executor()));
                pair.client.whenOpen = channel -> channel.write(ByteBuffer.wrap(TEXT));
                pair.server.whenOpen = channel -> channel.write(ByteBuffer.wrap(TEXT));
                pair.connect(client(tasks), TlsServer.of(TlsFixtures.SERVER, tasks));
                pair.simulation.run(
                        () -> pair.client.received.size() == TEXT.length && pair.server.received.size() == TEXT.length);
            }
        }
    }

    // ---- 12: plaintext is buffered, and the selector is waited for ----

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldNotWaitForTheSocketWhileAWholeRecordWaits(TestProvider provider, String version) {
        try (TlsPair pair = connected(provider, version)) {
            List<Integer> shown = new ArrayList<>();
            pair.server.whenRead = (channel, in) -> {
                shown.add(in.remaining());
                pair.server.take(in);
                channel.pauseReads();
            };
            pair.client.whenOpen = channel -> {
                for (int requests = 0; requests < 5; requests++) {
                    channel.write(ByteBuffer.wrap(TEXT));
                    channel.flush();
                }
            };
            pair.untilOpen().simulation.runFor(Duration.ofSeconds(1));
            for (int requests = 1; requests <= 5; requests++) {
                assertEquals(requests, shown.size());
                pair.server.channel().resumeReads();
                pair.simulation.runFor(Duration.ZERO);
            }
            assertEquals(5 * TEXT.length, pair.server.received.size());
        }
    }

    // ---- 16: an unclean close kills the session ----

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldResumeASessionAfterAnUncleanClose(TestProvider provider, String version) {
        TlsOptions options = provider.options(version);
        Layer client = client(options);
        Layer server = TlsServer.of(TlsFixtures.SERVER, options);
        for (boolean resumed : new boolean[] {false, true}) {
            try (TlsPair pair = pair()) {
                Channel[] below = new Channel[1];
                pair.server.whenOpen = channel -> channel.write(ByteBuffer.wrap(TEXT));
                pair.connect(application -> new LowerTap(client.over(application), below), server);
                pair.simulation.run(() -> pair.client.received.size() == TEXT.length);
                boolean resumes = !version.equals("1.3") || !Difference.NO_RESUMPTION_IN_TLS13.isOf(provider);
                assertEquals(
                        resumed && resumes,
                        pair.client.channel().security().orElseThrow().resumed());
                below[0].abort();
                pair.untilClosed();
                assertFalse(pair.server.cause().isOrderly());
            }
        }
    }

    // ---- and a ClientHello that is split over packets and records ----

    @ParameterizedTest
    @MethodSource("providersAndVersions")
    void shouldUnderstandAHelloSplitOverRecordsAtAnyByte(TestProvider provider, String version) {
        TlsOptions options = provider.options(version);
        Layer server = TlsServer.of(TlsFixtures.SERVER, options);
        int length = helloOf(provider, version).length;
        for (int at = 1; at < length - 5; at++) {
            try (TlsPair pair = pair()) {
                Relay relay = pair.connectOverRelay(client(options), server);
                int split = at;
                relay.toServer.alter(piece -> relay.toServer.bytes == 0 ? splitRecord(piece, split) : piece);
                byte[] answer = new byte[1];
                relay.toClient.alter(piece -> {
                    answer[0] = relay.toClient.bytes == 0 ? piece[0] : answer[0];
                    return piece;
                });
                pair.simulation.run(() -> relay.toClient.bytes > 0);
                assertEquals(HANDSHAKE, answer[0], "split at " + at);
            }
        }
    }

    /** Makes two records of the one, the first of which has so many bytes. */
    private static byte[] splitRecord(byte[] record, int first) {
        int second = record.length - 5 - first;
        byte[] two = new byte[record.length + 5];
        System.arraycopy(record, 0, two, 0, 5 + first);
        System.arraycopy(record, 0, two, 5 + first, 5);
        System.arraycopy(record, 5 + first, two, 10 + first, second);
        two[3] = (byte) (first >> 8);
        two[4] = (byte) first;
        two[5 + first + 3] = (byte) (second >> 8);
        two[5 + first + 4] = (byte) second;
        return two;
    }
}

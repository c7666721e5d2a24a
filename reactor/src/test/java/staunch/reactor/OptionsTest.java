package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.reactor.memory.BufferPool;

/** The ranges of all options, at both sides of each bound. */
class OptionsTest {
    private static final ChannelOptions CHANNEL = ChannelOptions.DEFAULT;
    /** Of a channel with the least bound. */
    private static final int HIGHEST_WATERMARK = (64 << 10) - ChannelOptions.MIN_HEADROOM_BYTES;

    private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();
    private static final ListenOptions LISTEN = ListenOptions.DEFAULT;
    private static final ReactorOptions REACTOR = ReactorOptions.DEFAULT;

    private static Arguments refused(String named, Executable executable) {
        return Arguments.of(named, executable);
    }

    private static Stream<Arguments> outOfRange() {
        return Stream.of(
                refused("readAheadBytes", () -> CHANNEL.withReadAheadBytes((4 << 10) - 1)),
                refused("readAheadBytes", () -> CHANNEL.withReadAheadBytes((128 << 10) + 1)),
                refused("maxPendingOutputBytes", () -> CHANNEL.withPendingOutput((64 << 10) - 1, 2, 1)),
                refused("lowWatermarkBytes", () -> CHANNEL.withPendingOutput(64 << 10, 1, 0)),
                refused("lowWatermarkBytes", () -> CHANNEL.withPendingOutput(64 << 10, 1, 2)),
                refused("highWatermarkBytes", () -> CHANNEL.withPendingOutput(64 << 10, (64 << 10) + 1, 1)),
                refused("highWatermarkBytes", () -> CHANNEL.withPendingOutput(64 << 10, HIGHEST_WATERMARK + 1, 1)),
                refused("maxLingerBytes", () -> CHANNEL.withClosing(-1, 1)),
                refused("closeTimeoutMillis", () -> CHANNEL.withClosing(0, 0)),
                refused("connectTimeoutMillis", () -> ConnectOptions.DEFAULT.withConnectTimeoutMillis(0)),
                refused("backlog", () -> new ListenOptions(0, false, 1, 1, CHANNEL)),
                refused("maxConnections", () -> LISTEN.withMaxConnections(0, 1)),
                refused("maxConnectionsPerAddress", () -> LISTEN.withMaxConnections(1, 0)),
                refused("loops", () -> REACTOR.withLoops(0)),
                refused("stallReportMillis", () -> REACTOR.withStallReportMillis(-1)),
                refused("closeGraceMillis", () -> REACTOR.withCloseGraceMillis(-1)),
                refused("maxLeasedBytes", () -> REACTOR.withMaxLeasedBytes(BufferPool.MAX_BUFFER_BYTES - 1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outOfRange")
    void shouldRefuseAndName(String named, Executable executable) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, executable);
        assertTrue(refused.getMessage().contains(named), refused.getMessage());
    }

    private static Stream<Executable> inRange() {
        return Stream.of(
                () -> CHANNEL.withReadAheadBytes(4 << 10),
                () -> CHANNEL.withReadAheadBytes(128 << 10),
                () -> CHANNEL.withPendingOutput(64 << 10, 1, 1),
                () -> CHANNEL.withPendingOutput(64 << 10, HIGHEST_WATERMARK, HIGHEST_WATERMARK),
                () -> CHANNEL.withClosing(0, 1),
                () -> ConnectOptions.DEFAULT.withConnectTimeoutMillis(1),
                () -> new ListenOptions(1, true, 1, 1, CHANNEL),
                () -> REACTOR.withLoops(1).withStallReportMillis(0).withCloseGraceMillis(0),
                () -> REACTOR.withMaxLeasedBytes(BufferPool.MAX_BUFFER_BYTES));
    }

    @ParameterizedTest
    @MethodSource("inRange")
    void shouldAdmitTheBoundsThemselves(Executable executable) {
        assertDoesNotThrow(executable);
    }

    @Test
    void shouldChangeOnlyWhatIsAskedFor() {
        ChannelOptions channel = CHANNEL.withReadAheadBytes(5_000)
                .withPendingOutput(70_000, 3, 2)
                .withClosing(7, 8);
        assertEquals(new ChannelOptions(5_000, 70_000, 3, 2, 7, 8), channel);
        assertEquals(
                new ConnectOptions(5, channel, Optional.of(LOCAL)),
                ConnectOptions.DEFAULT
                        .withConnectTimeoutMillis(5)
                        .withChannel(channel)
                        .withLocalAddress(LOCAL));
        assertEquals(
                new ListenOptions(4096, true, 3, 2, channel),
                LISTEN.withSharePort(true).withMaxConnections(3, 2).withChannel(channel));
        ScriptedNetwork network = new ScriptedNetwork();
        ManualTime time = new ManualTime();
        assertEquals(
                new ReactorOptions(3, network, time, 4, 5, 1 << 20),
                REACTOR.withLoops(3)
                        .on(network, time)
                        .withStallReportMillis(4)
                        .withCloseGraceMillis(5)
                        .withMaxLeasedBytes(1 << 20));
    }

    @Test
    void shouldHaveTheDocumentedDefaults() {
        assertEquals(new ChannelOptions(65_536, 1_048_576, 65_536, 32_768, 268_435_456, 10_000), CHANNEL);
        assertEquals(new ConnectOptions(10_000, CHANNEL, Optional.empty()), ConnectOptions.DEFAULT);
        assertEquals(new ListenOptions(4096, false, 65_536, 65_536, CHANNEL), LISTEN);
        assertEquals(500, REACTOR.stallReportMillis());
        assertEquals(2_000, REACTOR.closeGraceMillis());
        assertEquals(268_435_456, REACTOR.maxLeasedBytes());
        assertEquals(Runtime.getRuntime().availableProcessors(), REACTOR.loops());
    }
}

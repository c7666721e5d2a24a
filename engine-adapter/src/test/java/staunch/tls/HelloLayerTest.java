package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.reactor.Channel;
import staunch.reactor.CloseCause;
import staunch.reactor.Layer;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Seeds;
import staunch.tls.record.Alert;
import staunch.tls.record.ClientHello;
import staunch.tls.record.ClientHelloParser;
import staunch.tls.record.HelloBytes;

/** Layers that are chosen when the hello is there: at once or later, in whatever pieces it comes, and not at all. */
class HelloLayerTest {
    private static final Layer SERVER = TlsServer.of(TlsFixtures.SERVER);
    private static final Layer CLIENT = TlsClient.trusting(TlsFixtures.TRUST).to(TlsFixtures.HOST, 443);
    private static final byte[] QUESTION = "who goes there?".getBytes(StandardCharsets.UTF_8);
    private static final byte[] HELLO = new HelloBytes().serverName("raw.test").wire();

    private static TlsPair asking(TlsPair pair) {
        pair.client.whenOpen = channel -> channel.write(ByteBuffer.wrap(QUESTION));
        pair.server.whenRead = (channel, in) -> {
            pair.server.take(in);
            if (pair.server.received.size() == QUESTION.length) {
                channel.close();
            }
        };
        return pair;
    }

    private static void assertAsked(TlsPair pair) {
        pair.untilClosed();
        assertArrayEquals(QUESTION, pair.server.received.toByteArray(), pair::toString);
        pair.assertWellBehaved();
    }

    /** A client that writes bytes and looks at what comes back. */
    private static TlsPair raw(Layer server, Consumer<Channel> whenOpen) {
        TlsPair pair = new TlsPair();
        pair.client.whenOpen = whenOpen;
        return pair.connect(Layer.NONE, server);
    }

    private static void assertRefused(TlsPair pair, Alert alert, TlsException.Kind kind) {
        pair.untilClosed();
        assertArrayEquals(alert.fatalRecord().array(), pair.client.received.toByteArray(), pair.server::toString);
        assertEquals(kind, pair.server.failure().kind(), pair.server::toString);
        assertEquals(alert, pair.server.failure().alert(), pair.server::toString);
        assertEquals(List.of("closed"), pair.server.events);
        pair.assertWellBehaved();
    }

    // ---- choosing ----

    @Test
    void shouldHandTheVerySameBytesToTheLayerThatIsChosen() {
        List<ClientHello> seen = new ArrayList<>();
        Layer front = HelloLayer.choosing(hello -> {
            seen.add(hello);
            return SERVER;
        });
        try (TlsPair pair = asking(new TlsPair()).connect(CLIENT, front)) {
            assertAsked(pair);
        }
        assertEquals(1, seen.size());
        assertEquals(Optional.of(TlsFixtures.HOST), seen.get(0).serverName());
    }

    @Test
    void shouldReadAHelloInWhateverPiecesItComes() {
        int[] opened = {0};
        Seeds.forEach(200, seed -> {
            try (TlsPair pair = asking(new TlsPair(seed, FaultProfile.HOSTILE))) {
                pair.connect(CLIENT, HelloLayer.choosing(hello -> SERVER));
                pair.simulation.run(pair.client::isClosed);
                byte[] got = pair.server.received.toByteArray();
                assertArrayEquals(Arrays.copyOf(QUESTION, got.length), got);
                assertTrue(pair.client.cause().kind() != CloseCause.Kind.HANDLER_FAILED, pair.client::toString);
                if (pair.server.channel != null) {
                    pair.untilClosed();
                    pair.assertWellBehaved();
                    opened[0]++;
                }
            }
        });
        assertTrue(opened[0] > 0, "not all can have failed");
    }

    @Test
    void shouldReadAHelloByteByByte() {
        int[] next = {0};
        Layer front = HelloLayer.choosing(hello -> Layer.NONE);
        try (TlsPair pair = raw(front, channel -> {})) {
            pair.simulation.run(() -> pair.client.channel != null);
            while (next[0] < HELLO.length) {
                assertEquals(null, pair.server.channel);
                pair.client.channel().write(ByteBuffer.wrap(HELLO, next[0]++, 1));
                pair.simulation.runFor(Duration.ofMillis(1));
            }
            pair.client.channel().close();
            pair.untilClosed();
            assertArrayEquals(HELLO, pair.server.received.toByteArray(), "and passes it on as it is");
            pair.assertWellBehaved();
        }
    }

    @Test
    void shouldStandOverTlsToo() {
        Layer outer = TlsClient.trusting(TlsFixtures.TRUST).to(TlsFixtures.HOST, 443);
        Layer front = HelloLayer.choosing(hello -> SERVER);
        try (TlsPair pair = asking(new TlsPair())) {
            pair.connect(
                    application -> outer.over(CLIENT.over(application)),
                    application -> SERVER.over(front.over(application)));
            assertAsked(pair);
        }
    }

    @Test
    void shouldChooseTwice() {
        Layer inner = HelloLayer.choosing(hello -> SERVER);
        try (TlsPair pair = asking(new TlsPair()).connect(CLIENT, HelloLayer.choosing(hello -> inner))) {
            assertAsked(pair);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldWaitForAChoiceThatTakesTime(boolean onAnotherThread) {
        try (TlsPair pair = asking(new TlsPair())) {
            CompletableFuture<Layer> choice = new CompletableFuture<>();
            pair.connect(CLIENT, HelloLayer.choosingLater(hello -> choice));
            pair.simulation.runFor(Duration.ofSeconds(5));
            assertEquals(null, pair.server.channel);
            if (onAnotherThread) {
                pair.simulation.executor().execute(() -> choice.complete(SERVER));
            } else {
                choice.complete(SERVER);
            }
            assertAsked(pair);
        }
    }

    @Test
    void shouldForgetAChoiceThatComesTooLate() {
        CompletableFuture<Layer> choice = new CompletableFuture<>();
        try (TlsPair pair = raw(HelloLayer.choosingLater(hello -> choice), channel -> {
            channel.write(ByteBuffer.wrap(HELLO));
            channel.flush();
        })) {
            pair.simulation.runFor(Duration.ofSeconds(1));
            pair.client.channel().abort();
            pair.untilClosed();
            choice.complete(application -> {
                throw new AssertionError("nobody is there any more");
            });
            pair.simulation.runFor(Duration.ofSeconds(1));
            assertEquals(CloseCause.Kind.RESET, pair.server.cause().kind());
            pair.assertWellBehaved();
        }
    }

    // ---- refusing ----

    @Test
    void shouldRefuseWithTheAlertThatIsChosen() {
        Layer front = HelloLayer.choosing(hello -> TlsRefusal.with(Alert.ACCESS_DENIED, "not you"));
        try (TlsPair pair = new TlsPair().connect(CLIENT, front).untilClosed()) {
            assertEquals(Alert.ACCESS_DENIED, pair.client.failure().alert(), pair.client::toString);
            assertEquals("not you", pair.server.cause().message());
            pair.assertWellBehaved();
        }
    }

    @Test
    void shouldRefuseWhenTheChoiceFails() {
        Layer throwing = HelloLayer.choosing(hello -> {
            throw new IllegalStateException("no idea");
        });
        Layer failing =
                HelloLayer.choosingLater(hello -> CompletableFuture.failedStage(new IllegalStateException("no idea")));
        for (Layer front : new Layer[] {throwing, failing}) {
            try (TlsPair pair = raw(front, channel -> channel.write(ByteBuffer.wrap(HELLO)))) {
                assertRefused(pair, Alert.INTERNAL_ERROR, TlsException.Kind.INTERNAL);
                assertTrue(pair.server.cause().message().contains("no idea"));
            }
        }
    }

    @Test
    void shouldEndAConnectionWhoseLayerFails() {
        Layer front = HelloLayer.choosing(hello -> application -> {
            throw new IllegalStateException("a layer of no use");
        });
        try (TlsPair pair = raw(front, channel -> channel.write(ByteBuffer.wrap(HELLO)))) {
            pair.untilClosed();
            assertEquals(CloseCause.Kind.HANDLER_FAILED, pair.server.cause().kind());
            pair.assertWellBehaved();
        }
    }

    @Test
    void shouldRefuseWhatIsNoHello() {
        Layer front = HelloLayer.choosing(hello -> SERVER);
        byte[] http = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (TlsPair pair = raw(front, channel -> channel.write(ByteBuffer.wrap(http)))) {
            assertRefused(pair, Alert.UNEXPECTED_MESSAGE, TlsException.Kind.NOT_TLS);
            assertTrue(pair.server.cause().message().contains("plain HTTP"));
        }
        byte[] malformed = HELLO.clone();
        malformed[5] = 2;
        try (TlsPair pair = raw(front, channel -> channel.write(ByteBuffer.wrap(malformed)))) {
            assertRefused(pair, Alert.UNEXPECTED_MESSAGE, TlsException.Kind.BROKEN_PROTOCOL);
        }
        byte[] endless = {22, 3, 1, 0x40, 0, 1, (byte) 0xff, (byte) 0xff, (byte) 0xff};
        try (TlsPair pair = raw(front, channel -> channel.write(ByteBuffer.wrap(endless)))) {
            assertRefused(pair, Alert.ILLEGAL_PARAMETER, TlsException.Kind.LIMIT_REACHED);
            assertEquals(CloseCause.Kind.LIMIT_REACHED, pair.server.cause().kind());
            assertTrue(pair.server.cause().message().contains("MAX_BYTES"));
        }
    }

    // ---- bounds ----

    @Test
    void shouldHoldNoMoreThanTheHelloOfOneWhoStallsAndEndAtTheDeadline() {
        Layer front = HelloLayer.choosing(hello -> SERVER).withHandshakeTimeoutMillis(1234);
        Channel[] below = new Channel[1];
        byte[] long0 = new byte[ClientHelloParser.MAX_BYTES - 1];
        System.arraycopy(new byte[] {22, 3, 1, 0x3f, (byte) 0xf0, 1, 0, 0x3f, (byte) 0xec}, 0, long0, 0, 9);
        try (TlsPair pair = new TlsPair()) {
            pair.client.whenOpen = channel -> channel.write(ByteBuffer.wrap(long0, 0, 16_000));
            pair.connect(Layer.NONE, application -> new LowerTap(front.over(application), below));
            pair.simulation.runFor(Duration.ofSeconds(1));
            long held = below[0].ledger().heldBytes();
            assertTrue(held >= 16_000 && held <= 17 << 10, "held " + held);
            pair.untilClosed();
            assertEquals(CloseCause.Kind.TIMEOUT, pair.server.cause().kind());
            assertTrue(pair.server.cause().message().contains("1234 ms (handshakeTimeoutMillis)"));
            pair.assertWellBehaved();
        }
    }

    @Test
    void shouldGiveHelloChoiceAndHandshakeOneDeadline() {
        CompletableFuture<Layer> choice = new CompletableFuture<>();
        try (TlsPair pair = raw(
                HelloLayer.choosingLater(hello -> choice), channel -> channel.write(ByteBuffer.wrap(modernHello())))) {
            pair.simulation.runFor(Duration.ofSeconds(9));
            choice.complete(SERVER);
            pair.simulation.run(pair.server::isClosed);
            assertEquals(CloseCause.Kind.TIMEOUT, pair.server.cause().kind(), pair.server::toString);
            long elapsedMillis = pair.simulation.time().elapsedNanos() / 1_000_000;
            assertTrue(elapsedMillis >= 10_000 && elapsedMillis < 10_100, "after " + elapsedMillis + " ms");
        }
    }

    /** One that SunJSSE answers, so that it waits for the rest of the handshake. */
    private static byte[] modernHello() {
        List<byte[]> wire = new ArrayList<>();
        Layer listening = application -> new LowerTap(application, new Channel[1]);
        try (TlsPair pair = new TlsPair()) {
            pair.server.whenRead = (channel, in) -> {
                byte[] bytes = new byte[in.remaining()];
                in.get(bytes);
                wire.add(bytes);
                channel.close();
            };
            pair.connect(CLIENT, listening).untilClosed();
        }
        return wire.get(0);
    }

    @Test
    void shouldEndWhenThePeerClosesBeforeItIsAnswered() {
        try (TlsPair pair = raw(HelloLayer.choosing(hello -> SERVER), channel -> {
            channel.write(ByteBuffer.wrap(HELLO, 0, 20));
            channel.close();
        })) {
            pair.untilClosed();
            assertEquals(TlsException.Kind.HANDSHAKE_CUT, pair.server.failure().kind());
            pair.assertWellBehaved();
        }
    }

    @Test
    void shouldRefuseSettingsThatCannotBe() {
        HelloLayer front = HelloLayer.choosing(hello -> SERVER);
        assertThrows(IllegalArgumentException.class, () -> front.withHandshakeTimeoutMillis(0));
        assertFalse(TlsRefusal.with(Alert.ACCESS_DENIED, "").toString().isEmpty());
    }
}

package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.BitSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.tls.record.RecordHeader;

/**
 * One bit that changes on its way, at any byte of the handshake, the data and the close: what it is in is never delivered,
 * and both ends close and say why.
 */
class AlterationTest {
    private static final int SPARSE_STEP = 67;

    private enum Direction {
        TO_SERVER(relay -> relay.toServer),
        TO_CLIENT(relay -> relay.toClient);

        private final Function<Relay, Relay.Flow> flow;

        Direction(Function<Relay, Relay.Flow> flow) {
            this.flow = flow;
        }
    }

    private static Stream<Arguments> directions() {
        return Stream.of(TestProvider.values())
                .flatMap(provider -> Stream.of("1.2", "1.3")
                        .flatMap(version -> Stream.of(Direction.values())
                                .map(direction -> Arguments.of(provider, version, direction))));
    }

    @ParameterizedTest
    @MethodSource("directions")
    void shouldNeverDeliverWhatWasAlteredSomewhere(TestProvider provider, String version, Direction direction) {
        alterEvery(SPARSE_STEP, provider, version, direction);
    }

    @Tag("soak")
    @ParameterizedTest
    @MethodSource("directions")
    void shouldNeverDeliverWhatWasAlteredAnywhere(TestProvider provider, String version, Direction direction) {
        alterEvery(provider.soakStep(), provider, version, direction);
    }

    private static void alterEvery(int step, TestProvider provider, String version, Direction direction) {
        byte[] wire = wire(provider, version, direction);
        BitSet ignored = new BitSet();
        BitSet lengths = new BitSet();
        int last = 0;
        for (int at = 0;
                at < wire.length;
                at += RecordHeader.recordBytes(ByteBuffer.wrap(wire, at, RecordHeader.BYTES))) {
            ignored.set(at + 1, at + 3);
            lengths.set(at + 3, at + RecordHeader.BYTES);
            last = at;
        }
        if (direction == Direction.TO_CLIENT) {
            // The answer to the client's close_notify, which discards what comes behind that.
            ignored.set(last, wire.length);
        }
        int detected = 0;
        for (int at = 0; at < wire.length; at += step) {
            String where = provider + " " + version + " " + direction + " at " + at;
            try (WireConversation conversation = altered(provider, version, direction, at)) {
                detected += detected(conversation, lengths.get(at), ignored.get(at), where) ? 1 : 0;
            }
        }
        assertTrue(detected > 0, "nothing was altered");
    }

    private static byte[] wire(TestProvider provider, String version, Direction direction) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        try (WireConversation whole = new WireConversation(provider, version)) {
            direction.flow.apply(whole.relay).alter(piece -> {
                wire.writeBytes(piece);
                return piece;
            });
            whole.run();
        }
        return wire.toByteArray();
    }

    private static WireConversation altered(TestProvider provider, String version, Direction direction, int at) {
        WireConversation conversation = new WireConversation(provider, version);
        Relay.Flow flow = direction.flow.apply(conversation.relay);
        flow.alter(piece -> {
            if (at >= flow.bytes && at < flow.bytes + piece.length) {
                piece[(int) (at - flow.bytes)] ^= (byte) (1 << at % 8);
            }
            return piece;
        });
        return conversation;
    }

    /** Whether somebody noticed. */
    private static boolean detected(WireConversation conversation, boolean isLength, boolean isIgnored, String where) {
        RecordingHandler client = conversation.pair.client;
        RecordingHandler server = conversation.pair.server;
        try {
            conversation.pair.simulation.runFor(Duration.ofMinutes(1));
            if (isLength && !client.isClosed() && client.channel != null) {
                // Waits for the rest of a record that is longer than it was; a user's deadline ends that.
                client.channel().close();
            }
            conversation.run();
            conversation.pair.assertWellBehaved();
            conversation.checkBothReceivedAPrefix();
            boolean whole = client.received.size() == WireConversation.ANSWER.length
                    && client.cause().isOrderly()
                    && server.end == InputEnd.CLEAN
                    && server.cause().isOrderly();
            if (whole) {
                assertTrue(isIgnored, "nobody noticed");
            } else if (!isLength && !isStalled(client, server)) {
                checkOneRefusedAndTheOtherHeard(client, server, conversation.provider);
            }
            return !whole;
        } catch (AssertionError e) {
            throw new AssertionError(where + ": client " + client + ", server " + server, e);
        }
    }

    /** A length inside a handshake message was altered, and both waited for the rest. */
    private static boolean isStalled(RecordingHandler client, RecordingHandler server) {
        return client.cause().kind() == CloseCause.Kind.TIMEOUT
                && server.cause().kind() == CloseCause.Kind.TIMEOUT;
    }

    private static void checkOneRefusedAndTheOtherHeard(
            RecordingHandler client, RecordingHandler server, TestProvider provider) {
        RecordingHandler refusing = refused(client) ? client : server;
        assertTrue(refused(refusing), "nobody says what is wrong");
        RecordingHandler hearing = refusing == client ? server : client;
        if (client.channel == null && server.channel == null && refused(hearing)) {
            // An altered hello leads to other keys, and under those an alert cannot be read either.
            assertEquals(CloseCause.Kind.HANDSHAKE_FAILED, hearing.cause().kind());
        } else if (Difference.SILENT_ON_BAD_HEADERS.isOf(provider) && hearing.end == InputEnd.TRUNCATED) {
            assertEquals(TlsException.Kind.BROKEN_PROTOCOL, refusing.failure().kind());
        } else if (hearing.cause().kind() == CloseCause.Kind.CLOSED) {
            assertEquals(WireConversation.ANSWER.length, client.received.size(), "closed, and not before the end");
        } else {
            assertEquals(TlsException.Kind.PEER_ALERT, hearing.failure().kind());
        }
    }

    private static boolean refused(RecordingHandler end) {
        return end.cause().failure() instanceof TlsException failure && failure.kind() != TlsException.Kind.PEER_ALERT;
    }
}

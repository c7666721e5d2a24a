package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.tls.Relay.Cut;

/**
 * A peer that goes away at any byte of the handshake, the data and the close: each end is told once, rightly, and holds
 * nothing. {@link WireConversation} finds out who spins.
 */
class CutTest {
    private static final int SPARSE_STEP = 61;

    private static Stream<Arguments> cuts() {
        return Stream.of(TestProvider.values())
                .flatMap(provider -> Stream.of("1.2", "1.3")
                        .flatMap(version -> Stream.of(Cut.values()).map(cut -> Arguments.of(provider, version, cut))));
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void shouldEndRightlyWhenThePeerGoesAwaySomewhere(TestProvider provider, String version, Cut cut) {
        cutEvery(SPARSE_STEP, provider, version, cut);
    }

    @Tag("soak")
    @ParameterizedTest
    @MethodSource("cuts")
    void shouldEndRightlyWhenThePeerGoesAwayAnywhere(TestProvider provider, String version, Cut cut) {
        cutEvery(provider.soakStep(), provider, version, cut);
    }

    private static void cutEvery(int step, TestProvider provider, String version, Cut cut) {
        WireConversation.Length whole = WireConversation.Length.of(provider, version);
        for (long at = 0; at < whole.toServer(); at += step) {
            cutToServer(at, provider, version, cut);
        }
        for (long at = 0; at < whole.toClient(); at += step) {
            cutToClient(at, provider, version, cut);
        }
        // The last bytes are the close_notify, of which none may be missing.
        cutToServer(whole.toServer() - 1, provider, version, cut);
        cutToClient(whole.toClient() - 1, provider, version, cut);
    }

    private static void cutToServer(long at, TestProvider provider, String version, Cut cut) {
        try (WireConversation conversation = new WireConversation(provider, version)) {
            conversation.relay.toServer.cutBehind(at, cut);
            check(conversation, conversation.pair.server, cut, provider + " " + version + " to server at " + at);
        }
    }

    private static void cutToClient(long at, TestProvider provider, String version, Cut cut) {
        try (WireConversation conversation = new WireConversation(provider, version)) {
            conversation.relay.toClient.cutBehind(at, cut);
            check(conversation, conversation.pair.client, cut, provider + " " + version + " to client at " + at);
        }
    }

    private static void check(WireConversation conversation, RecordingHandler victim, Cut cut, String where) {
        try {
            conversation.run();
            conversation.pair.assertWellBehaved();
            conversation.checkBothReceivedAPrefix();
            checkTyped(conversation.pair.client, conversation.pair.server, cut);
            checkTyped(conversation.pair.server, conversation.pair.client, cut);
            checkVictim(victim, cut);
        } catch (AssertionError e) {
            throw new AssertionError(
                    where + ": client " + conversation.pair.client + ", server " + conversation.pair.server, e);
        }
    }

    /** Whoever is told of an orderly end has everything that was sent before it, by a peer with which all was well. */
    private static void checkTyped(RecordingHandler end, RecordingHandler peer, Cut cut) {
        CloseCause.Kind kind = end.cause().kind();
        if (end.channel == null) {
            assertEquals(List.of("closed"), end.events);
            assertTrue(
                    kind == CloseCause.Kind.HANDSHAKE_FAILED || (cut == Cut.RESET && kind == CloseCause.Kind.RESET),
                    "never opened: " + kind);
        } else if (end.end == InputEnd.CLEAN) {
            assertEquals(peer.sentBytes, end.received.size(), "a clean end in mid-stream");
            assertTrue(peer.cause().isOrderly() || peer.end == InputEnd.RESET, "a clean end from a peer that failed");
        }
    }

    /** The one whose input was cut before its close_notify. */
    private static void checkVictim(RecordingHandler victim, Cut cut) {
        if (victim.channel == null) {
            if (cut != Cut.RESET) {
                assertEquals(TlsException.Kind.HANDSHAKE_CUT, victim.failure().kind());
            }
        } else if (victim.received.size() >= WireConversation.ANSWER.length) {
            assertNull(victim.end, "a client that has its answer closes");
        } else {
            assertEquals(cut == Cut.RESET ? InputEnd.RESET : InputEnd.TRUNCATED, victim.end);
        }
    }
}

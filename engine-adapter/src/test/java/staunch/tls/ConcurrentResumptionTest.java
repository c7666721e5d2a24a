package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.reactor.ChannelHandler;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;

/** A client that opens several connections to one server at once, where each ticket of TLS 1.3 is good for one of them. */
class ConcurrentResumptionTest {
    private static final int CONNECTIONS = 8;

    private static final class Question {
        private final RecordingHandler handler = new RecordingHandler();

        private Question() {
            handler.whenOpen = channel -> channel.write(ByteBuffer.wrap(new byte[] {1}));
        }

        private boolean isAnswered() {
            return handler.received.size() == 1 && handler.isClosed();
        }

        private boolean resumed() {
            return handler.channel().security().orElseThrow().resumed();
        }
    }

    private static ChannelHandler answer() {
        RecordingHandler handler = new RecordingHandler();
        handler.whenRead = (channel, in) -> {
            handler.take(in);
            channel.write(ByteBuffer.wrap(new byte[] {2}));
            channel.close();
        };
        return handler;
    }

    /** How many of so many connections that begin at once resume; all must come to be. */
    private static long resumedOf(int connections, Layer client, Layer server) throws IOException {
        try (Simulation simulation = new Simulation(0, FaultProfile.NONE)) {
            Reactor reactor = simulation.newReactor(2);
            InetSocketAddress address = reactor.listen(
                            new InetSocketAddress("127.0.0.1", 0), () -> server.over(answer()))
                    .localAddress();
            List<Question> questions =
                    Stream.generate(Question::new).limit(connections).toList();
            questions.forEach(question -> reactor.connect(address, client.over(question.handler)));
            simulation.run(() -> questions.stream().allMatch(Question::isAnswered));
            return questions.stream().filter(Question::resumed).count();
        }
    }

    /**
     * After one connection there is one ticket, or two from servers that issue two. After eight at once there are eight,
     * and so on for ever. TLS 1.2 has one session for all; a client of SunJSSE that speaks 1.3 too learns that too late.
     */
    @ParameterizedTest
    @CsvSource({
        // client, server, client's versions, server's version, resumed after one, after eight
        "SunJSSE, SunJSSE, 1.3, 1.3, 1, 8",
        "SunJSSE, Conscrypt, 1.3, 1.3, 1, 8",
        "Conscrypt, SunJSSE, 1.3, 1.3, 1, 8",
        "Conscrypt, Conscrypt, 1.3, 1.3, 2, 8",
        "BCJSSE, SunJSSE, 1.3, 1.3, 0, 0",
        "SunJSSE, SunJSSE, 1.2, 1.2, 8, 8",
        "SunJSSE, BCJSSE, 1.2, 1.2, 8, 8",
        "BCJSSE, SunJSSE, 1.2, 1.2, 8, 8",
        "Conscrypt, SunJSSE, 1.2, 1.2, 8, 8",
        "SunJSSE, SunJSSE, both, 1.3, 1, 8",
        "SunJSSE, SunJSSE, both, 1.2, 1, 8",
        "Conscrypt, SunJSSE, both, 1.2, 8, 8",
    })
    void shouldResumeAsManyAtOnceAsThereAreTickets(
            String clientProvider, String serverProvider, String versions, String version, long afterOne, long after)
            throws IOException {
        TlsOptions options = versions.equals("both")
                ? TlsOptions.DEFAULT.withProvider(clientProvider)
                : Reconnection.options(clientProvider, versions);
        Layer client = Reconnection.client(options);
        Layer server = Reconnection.server(Reconnection.options(serverProvider, version));
        assertEquals(0, resumedOf(1, client, server));
        assertEquals(afterOne, resumedOf(CONNECTIONS, client, server));
        for (int i = 0; i < 3; i++) {
            assertEquals(after, resumedOf(CONNECTIONS, client, server));
        }
        assertEquals(Math.min(1, after), resumedOf(1, client, server), "one after many");
    }

    @Test
    void shouldConnectMoreAtOnceThanThereAreSlots() throws IOException {
        Layer client = Reconnection.client(TlsOptions.DEFAULT);
        Layer server = Reconnection.server(TlsOptions.DEFAULT);
        int many = SessionSlots.MAX_SLOTS + 6;
        resumedOf(many, client, server);
        assertTrue(resumedOf(many, client, server) >= SessionSlots.MAX_SLOTS);
    }

    // ---- the slots themselves ----

    private final SessionSlots slots = new SessionSlots();

    private SessionSlots.Slot slot(String host) {
        return slots.slot(host, 443, new RecordingHandler());
    }

    @Test
    void shouldGiveTheLowestFreeSlotForEachServer() {
        SessionSlots.Slot first = slot("a");
        SessionSlots.Slot second = slot("a");
        assertEquals(443, first.enter());
        assertEquals(443 + 65_536, second.enter());
        assertEquals(443, slot("b").enter());
        first.leave();
        assertEquals(443, slot("a").enter());
        assertEquals(443 + 2 * 65_536, slot("a").enter());
    }

    @Test
    void shouldShareTheLastSlotAndForgetAll() {
        List<SessionSlots.Slot> entered = new ArrayList<>();
        for (int i = 0; i < SessionSlots.MAX_SLOTS + 3; i++) {
            SessionSlots.Slot slot = slot("a");
            assertEquals(443 + Math.min(i, SessionSlots.MAX_SLOTS) * 65_536, slot.enter());
            entered.add(slot);
        }
        for (SessionSlots.Slot slot : entered) {
            slot.leave();
            slot.leave();
        }
        assertTrue(slots.isEmpty());
    }

    @Test
    void shouldLeaveTheSlotOfAConnectionThatNeverOpened() {
        SessionSlots.Slot slot = slot("a");
        slot.enter();
        try (TlsPair pair = new TlsPair()) {
            Layer client = TlsClient.trusting(TlsFixtures.TRUST).to("other.test", 443);
            pair.connect(application -> client.over(slot), Reconnection.server(TlsOptions.DEFAULT));
            pair.simulation.run(slots::isEmpty);
        }
        assertTrue(slots.isEmpty());
    }
}

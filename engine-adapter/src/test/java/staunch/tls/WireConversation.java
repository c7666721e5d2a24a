package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import staunch.reactor.Layer;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;

/**
 * One conversation over a {@link Relay}: the client asks, the server answers, the client closes, the server does. Always
 * with a full handshake and so always with the same bytes on the wire, but for those that are random.
 */
final class WireConversation implements AutoCloseable {
    /** So few that a loop that spins is found out at once. */
    private static final long MAX_ROUNDS = 5_000;

    static final byte[] QUESTION = TlsChannelTest.random(700, 1);
    static final byte[] ANSWER = TlsChannelTest.random(900, 2);

    final TestProvider provider;
    final TlsPair pair = new TlsPair(new Simulation(0, FaultProfile.NONE, MAX_ROUNDS, Simulation.DEFAULT_MAX_TIME));
    final Relay relay;

    WireConversation(TestProvider provider, String version) {
        this.provider = provider;
        TlsOptions options = provider.options(version);
        Layer client = TlsClient.trusting(TlsFixtures.TRUST, options).to(TlsFixtures.HOST, TlsFixtures.PORT);
        relay = pair.connectOverRelay(client, TlsServer.of(TlsFixtures.SERVER, options));
        pair.client.whenOpen = channel -> say(pair.client, QUESTION);
        pair.server.whenRead = (channel, in) -> {
            pair.server.take(in);
            if (pair.server.received.size() == QUESTION.length) {
                say(pair.server, ANSWER);
            }
        };
        pair.client.whenRead = (channel, in) -> {
            pair.client.take(in);
            if (pair.client.received.size() == ANSWER.length) {
                channel.close();
            }
        };
    }

    private static void say(RecordingHandler speaker, byte[] text) {
        speaker.sentBytes += speaker.channel().write(ByteBuffer.wrap(text));
    }

    /** How many bytes go each way when nobody interferes. */
    record Length(long toServer, long toClient) {
        static Length of(TestProvider provider, String version) {
            try (WireConversation whole = new WireConversation(provider, version)) {
                whole.run();
                assertArrayEquals(ANSWER, whole.pair.client.received.toByteArray());
                return new Length(whole.relay.toServer.bytes, whole.relay.toClient.bytes);
            }
        }
    }

    /** Until both ends have closed, if the server was ever reached; and until nothing moves any more. */
    void run() {
        pair.simulation.run(pair.client::isClosed);
        pair.simulation.runFor(Duration.ofMinutes(2));
    }

    void checkBothReceivedAPrefix() {
        checkPrefix(QUESTION, pair.server);
        checkPrefix(ANSWER, pair.client);
    }

    private static void checkPrefix(byte[] sent, RecordingHandler receiver) {
        byte[] got = receiver.received.toByteArray();
        assertArrayEquals(Arrays.copyOf(sent, got.length), got, receiver::toString);
    }

    @Override
    public void close() {
        pair.close();
    }
}

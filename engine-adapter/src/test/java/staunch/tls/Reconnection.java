package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.Layer;
import staunch.reactor.Security;
import staunch.tls.pki.Identity;
import staunch.tls.pki.LeafRequest;

/**
 * One connection among several of the same two: a question, an answer, and what was negotiated.
 *
 * @param client as the client saw it
 * @param server as the server saw it
 * @param serverMessages the types of the handshake messages that the server sent in the clear
 * @param wasRetried whether the first of them was a HelloRetryRequest
 */
record Reconnection(Security client, Security server, List<Integer> serverMessages, boolean wasRetried) {
    static final int SERVER_HELLO = 2;
    static final int NEW_SESSION_TICKET = 4;
    static final int CERTIFICATE = 11;

    /** A kind of certificate that every provider takes. */
    static final Identity SERVER = TlsFixtures.AUTHORITY.issue(LeafRequest.forServer(TlsFixtures.HOST));

    private static final byte[] BYTE = {1};
    /** Where the random of the first ServerHello begins, were it a HelloRetryRequest (RFC 8446 §4.1.3). */
    private static final byte[] RETRY_RANDOM = {(byte) 0xcf, 0x21, (byte) 0xad, 0x74};

    static Layer client(TlsOptions options) {
        return TlsClient.trusting(TlsFixtures.TRUST, options).to(TlsFixtures.HOST, TlsFixtures.PORT);
    }

    static Layer server(TlsOptions options) {
        return TlsServer.of(SERVER, options);
    }

    static TlsOptions options(String provider, String version) {
        return TlsFixtures.options(version).withProvider(provider);
    }

    /** How the server ends a connection. */
    enum End {
        CLEAN,
        TRUNCATED,
        RESET
    }

    /** A connection that ends in order. */
    static Reconnection of(Layer client, Layer server) {
        return endedBy(End.CLEAN, client, server);
    }

    /** A connection that the server ends in that way after question and answer. */
    static Reconnection endedBy(End end, Layer client, Layer server) {
        ByteArrayOutputStream toClient = new ByteArrayOutputStream();
        Channel[] below = new Channel[1];
        try (TlsPair pair = new TlsPair()) {
            pair.client.whenOpen = channel -> channel.write(ByteBuffer.wrap(BYTE));
            pair.server.whenRead = (channel, in) -> {
                pair.server.take(in);
                channel.write(ByteBuffer.wrap(BYTE));
            };
            pair.connect(
                    application -> new Log(client.over(application), toClient),
                    application -> new LowerTap(server.over(application), below));
            pair.simulation.run(() -> pair.client.received.size() == 1 || pair.client.isClosed());
            Security asClient = pair.client.channel().security().orElseThrow();
            Security asServer = pair.server.channel().security().orElseThrow();
            assertEquals(asClient.resumed(), asServer.resumed(), "both ends of one connection");
            switch (end) {
                case CLEAN -> pair.server.channel().close();
                case TRUNCATED -> below[0].shutdownOutput();
                case RESET -> below[0].abort();
            }
            pair.simulation.run(pair.client::isClosed);
            assertEquals(end == End.RESET, pair.client.cause().kind() == CloseCause.Kind.RESET, pair.client::toString);
            assertEquals(end == End.TRUNCATED, pair.client.end == InputEnd.TRUNCATED, pair.client::toString);
            byte[] wire = toClient.toByteArray();
            boolean retried = Arrays.equals(wire, 11, 11 + RETRY_RANDOM.length, RETRY_RANDOM, 0, RETRY_RANDOM.length);
            return new Reconnection(asClient, asServer, messages(ByteBuffer.wrap(wire)), retried);
        }
    }

    boolean resumed() {
        return client.resumed();
    }

    private static List<Integer> messages(ByteBuffer records) {
        ByteBuffer messages = ByteBuffer.allocate(records.remaining());
        while (records.hasRemaining() && records.get(records.position()) == 22) {
            int length = records.getShort(records.position() + 3);
            messages.put(records.slice(records.position() + 5, length));
            records.position(records.position() + 5 + length);
        }
        messages.flip();
        List<Integer> types = new ArrayList<>();
        while (messages.hasRemaining()) {
            int header = messages.getInt();
            types.add(header >>> 24);
            messages.position(messages.position() + (header & 0xffffff));
        }
        return types;
    }

    /** Writes down what comes from the wire. */
    private record Log(ChannelHandler tls, ByteArrayOutputStream bytes) implements ChannelHandler {
        @Override
        public void onOpen(Channel channel) {
            tls.onOpen(channel);
        }

        @Override
        public void onRead(Channel channel, ByteBuffer in) {
            byte[] copy = new byte[in.remaining()];
            in.get(in.position(), copy);
            bytes.writeBytes(copy);
            tls.onRead(channel, in);
        }

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {
            tls.onInputEnd(channel, end);
        }

        @Override
        public void onWritable(Channel channel) {
            tls.onWritable(channel);
        }

        @Override
        public void onClosed(Channel channel, CloseCause cause) {
            tls.onClosed(channel, cause);
        }
    }
}

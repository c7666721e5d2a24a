package staunch.tls.record;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Watches a handshake go by: which messages are in the clear, from where on a direction is encrypted, whether an earlier
 * session was continued, in which group the key was exchanged, and which server was asked for. The engines do not say; what
 * can be guessed from their sessions differs, but the wire is the same for all, and both hellos are always in the clear.
 *
 * <pre>
 *                  TLS 1.2                                  TLS 1.3
 *   in the clear   until the direction's ChangeCipherSpec   the hellos, and an alert that comes before the keys;
 *                                                           ChangeCipherSpec means nothing (RFC 8446 §5)
 *   the type of    in the clear                             hidden: all encrypted records are application_data
 *   a record
 * </pre>
 *
 * Keeps no more of a message than it needs. One that is not traced looks at nothing more when it knows all this.
 */
final class HandshakeObserver {
    private static final int VERSION_AND_RANDOM_BYTES = 2 + 32;
    private static final int NAMED_CURVE = 3;
    private static final int CURVE_BYTES = 3;

    private final boolean traced;
    private final Direction client = new Direction();
    private final Direction server = new Direction();
    private final List<HandshakeMessage> messages = new ArrayList<>();
    private byte[] offeredSessionId = {};
    private Optional<String> serverName = Optional.empty();
    private OptionalInt group = OptionalInt.empty();
    private boolean answered;
    private boolean decided;
    private @Nullable ServerHello serverHello;

    /** @param traced whether somebody wants to know of each message */
    HandshakeObserver(boolean traced) {
        this.traced = traced;
    }

    /** Whether the session is a continued one; false until that is known. */
    boolean resumed() {
        return serverHello != null && serverHello.resumes(offeredSessionId);
    }

    /** Whether the connection is one of TLS 1.3; false until that is known. */
    boolean isTls13() {
        return serverHello != null && serverHello.isTls13();
    }

    /** The group of the key exchange, by its name in {@link TlsRegistry#GROUP}, if there was one and it is named. */
    Optional<String> group() {
        return group.isPresent() ? Optional.of(TlsRegistry.GROUP.name(group.getAsInt())) : Optional.empty();
    }

    /** The server that the client asked for (RFC 6066 §3), if it did. */
    Optional<String> serverName() {
        return serverName;
    }

    /**
     * Looks at a whole record, from its position, without moving it.
     *
     * @param fromClient who sent it
     */
    void see(boolean fromClient, ByteBuffer record) {
        messages.clear();
        if (decided && !traced) {
            return;
        }
        Direction direction = fromClient ? client : server;
        switch (RecordHeader.type(record)) {
            case CHANGE_CIPHER_SPEC -> direction.encrypted |= answered && !isTls13();
            case HANDSHAKE -> {
                if (!direction.encrypted) {
                    direction.stream.walk(record.slice(
                            record.position() + RecordHeader.BYTES,
                            Math.min(RecordHeader.payloadBytes(record), record.remaining() - RecordHeader.BYTES)));
                }
            }
            case ALERT, APPLICATION_DATA, HEARTBEAT -> {}
        }
    }

    /** Whether what this record holds is encrypted; it was {@link #see seen}. */
    boolean isEncrypted(boolean fromClient, ByteBuffer record) {
        return switch (RecordHeader.type(record)) {
            case CHANGE_CIPHER_SPEC -> false;
            case HANDSHAKE, ALERT, HEARTBEAT -> (fromClient ? client : server).encrypted;
            case APPLICATION_DATA -> true;
        };
    }

    /** The messages, or parts of them, that the record seen last holds in the clear; only if traced. */
    List<HandshakeMessage> messages() {
        return List.copyOf(messages);
    }

    private final class Direction implements HandshakeStream.Sink {
        final HandshakeStream stream = new HandshakeStream(this);
        boolean encrypted;

        @Override
        public int keptBytes(HandshakeType type) {
            return switch (type) {
                case CLIENT_HELLO -> ClientHelloParser.MAX_BYTES;
                case SERVER_HELLO -> ServerHello.MAX_BYTES;
                case SERVER_KEY_EXCHANGE -> CURVE_BYTES;
                default -> 0;
            };
        }

        @Override
        public void seen(HandshakeStream message, HandshakeMessage.Part part) {
            boolean ends = part == HandshakeMessage.Part.WHOLE || part == HandshakeMessage.Part.END;
            Optional<ClientHello> asked = ends ? clientHello(message) : Optional.empty();
            Optional<ServerHello> answer = ends ? serverHello(message) : Optional.empty();
            OptionalInt curve = ends ? curve(message) : OptionalInt.empty();
            if (ends) {
                judge(message, asked, answer, curve);
            }
            if (traced) {
                HandshakeType type = answer.filter(ServerHello::isRetryRequest).isPresent()
                        ? HandshakeType.HELLO_RETRY_REQUEST
                        : message.type();
                messages.add(new HandshakeMessage(type, message.messageBytes(), part, asked, answer, curve));
            }
        }
    }

    private void judge(
            HandshakeStream message, Optional<ClientHello> asked, Optional<ServerHello> answer, OptionalInt curve) {
        switch (message.type()) {
            case CLIENT_HELLO -> {
                offeredSessionId = sessionId(message);
                serverName = asked.flatMap(ClientHello::serverName);
            }
            case SERVER_HELLO -> {
                answered = answer.filter(ServerHello::isRetryRequest).isEmpty();
                serverHello = answered ? answer.orElse(null) : null;
                group = serverHello == null ? OptionalInt.empty() : serverHello.keyShareGroup();
                // A full handshake of TLS 1.2 names its group further on.
                decided = answered && (serverHello == null || isTls13() || resumed());
            }
            case SERVER_KEY_EXCHANGE -> {
                group = curve;
                decided = true;
            }
            case SERVER_HELLO_DONE -> decided = true;
            default -> {}
        }
    }

    private static byte[] sessionId(HandshakeStream message) {
        VectorReader body = new VectorReader("the message", message.body());
        try {
            body.skip(VERSION_AND_RANDOM_BYTES);
            VectorReader id = body.vector8("the session id");
            return id.bytes(id.remaining());
        } catch (HelloException cutShort) {
            return new byte[0];
        }
    }

    private static Optional<ServerHello> serverHello(HandshakeStream message) {
        if (message.type() != HandshakeType.SERVER_HELLO) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ServerHello(new VectorReader("the message", message.body())));
        } catch (HelloException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<ClientHello> clientHello(HandshakeStream message) {
        if (message.type() != HandshakeType.CLIENT_HELLO) {
            return Optional.empty();
        }
        int wireBytes = message.messageBytes() + message.records() * RecordHeader.BYTES;
        ClientHello.Size size = new ClientHello.Size(message.messageBytes(), wireBytes, message.records());
        try {
            return Optional.of(new ClientHello(size, new VectorReader("the message", message.body())));
        } catch (HelloException unreadable) {
            return Optional.empty();
        }
    }

    /** Only suites with ECDHE begin with a curve; with DHE a prime's length stands there. */
    private OptionalInt curve(HandshakeStream message) {
        if (message.type() != HandshakeType.SERVER_KEY_EXCHANGE
                || serverHello == null
                || !TlsRegistry.CIPHER_SUITE.name(serverHello.cipherSuite()).contains("_ECDHE_")) {
            return OptionalInt.empty();
        }
        VectorReader body = new VectorReader("the message", message.body());
        try {
            return body.uint8() == NAMED_CURVE ? OptionalInt.of(body.uint16()) : OptionalInt.empty();
        } catch (HelloException cutShort) {
            return OptionalInt.empty();
        }
    }
}

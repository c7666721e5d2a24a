package staunch.tls.record;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Watches a handshake go by: which messages are in the clear, from where on a direction is encrypted, and whether an
 * earlier session was continued. The engines do not say; what can be guessed from their sessions differs, but the wire is
 * the same for all, and both hellos are always in the clear.
 *
 * <pre>
 *                  TLS 1.2                                  TLS 1.3
 *   in the clear   until the direction's ChangeCipherSpec   the hellos, and an alert that comes before the keys;
 *                                                           ChangeCipherSpec means nothing (RFC 8446 §5)
 *   the type of    in the clear                             hidden: all encrypted records are application_data
 *   a record
 * </pre>
 *
 * Keeps no more of a message than it needs. One that is not traced looks at nothing more when the server has answered.
 */
final class HandshakeObserver {
    private static final int VERSION_AND_RANDOM_BYTES = 2 + 32;
    private static final int MAX_SESSION_ID_BYTES = 32;
    private static final int NAMED_CURVE = 3;
    private static final int CURVE_BYTES = 3;

    private final boolean traced;
    private final Direction client = new Direction();
    private final Direction server = new Direction();
    private final List<HandshakeMessage> messages = new ArrayList<>();
    private byte[] offeredSessionId = {};
    private boolean answered;
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

    /**
     * Looks at a whole record, from its position, without moving it.
     *
     * @param fromClient who sent it
     */
    void see(boolean fromClient, ByteBuffer record) {
        messages.clear();
        if (answered && !traced) {
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
                case CLIENT_HELLO ->
                    traced ? ClientHelloParser.MAX_BYTES : VERSION_AND_RANDOM_BYTES + 1 + MAX_SESSION_ID_BYTES;
                case SERVER_HELLO -> ServerHello.MAX_BYTES;
                case SERVER_KEY_EXCHANGE -> CURVE_BYTES;
                default -> 0;
            };
        }

        @Override
        public void seen(HandshakeStream message, HandshakeMessage.Part part) {
            boolean ends = part == HandshakeMessage.Part.WHOLE || part == HandshakeMessage.Part.END;
            Optional<ServerHello> hello = Optional.empty();
            if (ends && message.type() == HandshakeType.CLIENT_HELLO) {
                offeredSessionId = sessionId(message);
            } else if (ends && message.type() == HandshakeType.SERVER_HELLO) {
                hello = serverHello(message);
                boolean retry = hello.isPresent() && hello.get().isRetryRequest();
                answered = !retry;
                serverHello = retry ? null : hello.orElse(null);
            }
            if (traced) {
                messages.add(new HandshakeMessage(
                        hello.filter(ServerHello::isRetryRequest).isPresent()
                                ? HandshakeType.HELLO_RETRY_REQUEST
                                : message.type(),
                        message.messageBytes(),
                        part,
                        ends ? clientHello(message) : Optional.empty(),
                        hello,
                        ends ? curve(message) : OptionalInt.empty()));
            }
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

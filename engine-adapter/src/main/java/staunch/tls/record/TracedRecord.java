package staunch.tls.record;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What can be known of a record without its keys, and what its engine gave away. What is encrypted has no messages here;
 * an {@link Inference} says what it must be, by the protocol and by what the engine did, and no more than that.
 *
 * @param direction whose record it is
 * @param type the type in its header; in TLS 1.3 all that is encrypted claims to be application data
 * @param version the version in its header, a number of {@link TlsRegistry#VERSION}; not the connection's in TLS 1.3
 * @param payloadBytes the length in its header, without the header itself
 * @param encrypted whether its payload is
 * @param messages the handshake messages in the clear, or parts of them, in order; empty if it holds none
 * @param alert the alert: in the clear, or, with {@link Inference#ALERT}, as the engine named it; {@link Alert#UNKNOWN} if
 *     it is in the clear and has no name
 * @param inference what an encrypted record must hold; empty if that cannot be said
 * @param plaintextBytes how much application data the engine took or gave for this record; empty if that is not known
 */
public record TracedRecord(
        Direction direction,
        ContentType type,
        int version,
        int payloadBytes,
        boolean encrypted,
        List<HandshakeMessage> messages,
        Optional<Alert> alert,
        Optional<Inference> inference,
        OptionalInt plaintextBytes) {
    /** Whose record it is. */
    public enum Direction {
        /** Ours. */
        SENT,
        /** The peer's. */
        RECEIVED
    }

    /** What an encrypted record must hold. */
    public enum Inference {
        /** Handshake messages: the handshake is not done, and the record holds nothing else. */
        HANDSHAKE("handshake"),
        /** Finished, or, in TLS 1.3, the client's last messages with Finished at their end. */
        FINISHED("Finished"),
        /** What may come behind the handshake of TLS 1.3 and is no data. */
        POST_HANDSHAKE("NewSessionTicket or KeyUpdate"),
        /** An alert. */
        ALERT("alert"),
        /** Application data. */
        APPLICATION_DATA("application data");

        private final String text;

        Inference(String text) {
            this.text = text;
        }
    }

    /** Copies the list. */
    public TracedRecord {
        messages = List.copyOf(messages);
    }

    /** The whole record's length, header included. */
    public int recordBytes() {
        return RecordHeader.BYTES + payloadBytes;
    }

    /**
     * What it holds, in words: {@code ServerHello, Certificate (begins)}, {@code ChangeCipherSpec}, {@code alert
     * handshake_failure}, {@code encrypted handshake (inferred: Finished)}.
     */
    public String contents() {
        if (encrypted) {
            return (type == ContentType.APPLICATION_DATA ? "encrypted" : "encrypted " + typeName())
                    + inferredText().map(text -> " (inferred: " + text + ")").orElse("");
        }
        return switch (type) {
            case CHANGE_CIPHER_SPEC -> "ChangeCipherSpec";
            case ALERT -> "alert " + alert.orElse(Alert.UNKNOWN).wireName();
            case HANDSHAKE ->
                messages.isEmpty()
                        ? typeName()
                        : messages.stream().map(HandshakeMessage::toString).collect(Collectors.joining(", "));
            case APPLICATION_DATA, HEARTBEAT -> typeName();
        };
    }

    private Optional<String> inferredText() {
        if (inference.isEmpty()) {
            return Optional.empty();
        }
        return switch (inference.get()) {
            case ALERT ->
                alert.map(Alert::wireName)
                        .or(() -> Optional.of(Inference.ALERT.text).filter(text -> type != ContentType.ALERT));
            case APPLICATION_DATA ->
                Optional.of(
                        plaintextBytes.isPresent()
                                ? plaintextBytes.getAsInt() + " bytes of application data"
                                : Inference.APPLICATION_DATA.text);
            case HANDSHAKE, FINISHED, POST_HANDSHAKE -> inference.map(each -> each.text);
        };
    }

    /** The name of its type as the RFCs write it, for example {@code change_cipher_spec}. */
    public String typeName() {
        return type.name().toLowerCase(Locale.ROOT);
    }
}

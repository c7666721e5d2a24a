package staunch.tls.record;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A handshake message in the clear, or the part of one that a record holds.
 *
 * @param type what it is; of a ServerHello that does not end here it is not known yet whether it is a retry request
 * @param bytes its length with its header of 4 bytes, as declared; 0 while that header is not whole
 * @param part how much of it this record holds
 * @param clientHello what the client offers, in the record in which its hello ends, if it could be read
 * @param serverHello what the server chose, or asks for, in the record in which its hello ends, if it could be read
 * @param group the group of a ServerKeyExchange on a curve (RFC 8422 §5.4), a number of {@link TlsRegistry#GROUP}
 */
public record HandshakeMessage(
        HandshakeType type,
        int bytes,
        Part part,
        Optional<ClientHello> clientHello,
        Optional<ServerHello> serverHello,
        OptionalInt group) {
    /** How much of a message a record holds. */
    public enum Part {
        /** All of it. */
        WHOLE(""),
        /** Its beginning; the rest follows in other records. */
        BEGINNING(" (begins)"),
        /** Neither beginning nor end. */
        MIDDLE(" (continued)"),
        /** Its end. */
        END(" (ends)");

        private final String text;

        Part(String text) {
            this.text = text;
        }

        static Part of(boolean begins, boolean ends) {
            if (begins) {
                return ends ? WHOLE : BEGINNING;
            }
            return ends ? END : MIDDLE;
        }
    }

    /** The name, and that it is a part if it is one: {@code Certificate (begins)}. */
    @Override
    public String toString() {
        return type.messageName() + part.text;
    }
}

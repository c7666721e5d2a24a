package staunch.http;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** What follows the head of a message that is to be sent. */
public sealed interface Body {
    /** No byte. */
    @SuppressWarnings(
            "ClassInitializationDeadlock") // a record does not initialise an interface without default methods
    Body NONE = new Bytes(new byte[0]);

    /** The length, if it is known beforehand. */
    OptionalLong length();

    /** A body that is there; the array is not copied, and not to be changed any more. */
    static Body of(byte[] bytes) {
        return new Bytes(bytes);
    }

    /** A text, in UTF-8. */
    static Body of(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A body that is there.
     *
     * @param bytes not copied: not to be changed any more
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; copying each answer is what this avoids
    record Bytes(byte[] bytes) implements Body {
        @Override
        public OptionalLong length() {
            return OptionalLong.of(bytes.length);
        }
    }

    /**
     * A body that is made while it is sent.
     *
     * @param length its length, or empty for one that is sent in chunks, or to HTTP/1.0 until the end of the connection
     * @param producer makes it
     */
    record Produced(OptionalLong length, BodyProducer producer) implements Body {}

    /** Makes this body for one message. */
    default BodyProducer newProducer() {
        return this instanceof Produced produced ? produced.producer() : new BytesProducer(((Bytes) this).bytes());
    }

    /** Whether it can be made a second time: one that is there can, and one that is made while it is sent cannot. */
    default boolean isReplayable() {
        return this instanceof Bytes;
    }

    /** Lets go of a body that will not be sent. */
    default void discard() {
        if (this instanceof Produced produced) {
            produced.producer().finished(false);
        }
    }
}

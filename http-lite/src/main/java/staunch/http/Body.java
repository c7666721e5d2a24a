package staunch.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Supplier;

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
     * A body that is made while it is sent, once.
     *
     * @param length its length, or empty for one that is sent in chunks, or to HTTP/1.0 until the end of the connection
     * @param producer makes it
     */
    record Produced(OptionalLong length, BodyProducer producer) implements Body {}

    /**
     * A body that is made while it is sent, and can be made again: for a request that a client may have to send a second time.
     *
     * @param length as of {@link Produced}; the same each time
     * @param producers gives a producer each time that the body is sent; on the connection's loop
     */
    record Repeatable(OptionalLong length, Supplier<? extends BodyProducer> producers) implements Body {
        @Override
        public BodyProducer newProducer() {
            try {
                return producers.get();
            } catch (RuntimeException failure) {
                return out -> {
                    throw failure;
                };
            }
        }
    }

    /**
     * The bytes of a file, read while they are sent, each time anew; on the connection's loop, so from a disk that is fast. A
     * file that has become shorter meanwhile, or is gone, ends the connection.
     *
     * @param file has its length already
     * @throws IOException if that cannot be known
     */
    static Body ofFile(Path file) throws IOException {
        long lengthBytes = Files.size(file);
        return new Repeatable(OptionalLong.of(lengthBytes), () -> new FileProducer(file, lengthBytes));
    }

    /** Makes this body for one message. */
    default BodyProducer newProducer() {
        return this instanceof Produced produced ? produced.producer() : new BytesProducer(((Bytes) this).bytes());
    }

    /** Whether it can be sent a second time: any but one whose only producer is given. */
    default boolean isReplayable() {
        return !(this instanceof Produced);
    }

    /** Lets go of a body that will not be sent. */
    default void discard() {
        if (this instanceof Produced produced) {
            produced.producer().finished(false);
        }
    }
}

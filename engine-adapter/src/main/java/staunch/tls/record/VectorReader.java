package staunch.tls.record;

import java.nio.ByteBuffer;

/**
 * Reads the presentation language of RFC 8446 §3 from a buffer that it consumes: numbers, and vectors with their length
 * in front. A vector is a reader of its own, so that nothing inside can reach beyond it.
 */
final class VectorReader {
    private final String name;
    private final ByteBuffer bytes;

    /**
     * Reads to the buffer's limit.
     *
     * @param name what the bytes are, for messages
     */
    VectorReader(String name, ByteBuffer bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    int remaining() {
        return bytes.remaining();
    }

    int uint8() throws HelloException {
        return require(1).get() & 0xff;
    }

    int uint16() throws HelloException {
        return require(2).getShort() & 0xffff;
    }

    byte[] bytes(int count) throws HelloException {
        byte[] copy = new byte[count];
        require(count).get(copy);
        return copy;
    }

    void skip(int count) throws HelloException {
        require(count).position(bytes.position() + count);
    }

    /** A vector whose length is one byte. */
    VectorReader vector8(String what) throws HelloException {
        return vector(what, uint8());
    }

    /** A vector whose length is two bytes. */
    VectorReader vector16(String what) throws HelloException {
        return vector(what, uint16());
    }

    private VectorReader vector(String what, int length) throws HelloException {
        if (length > bytes.remaining()) {
            throw HelloException.undecodable(
                    what + " declares " + length + " bytes where " + bytes.remaining() + " are left");
        }
        ByteBuffer inner = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return new VectorReader(what, inner);
    }

    VectorReader requireNotEmpty() throws HelloException {
        if (!bytes.hasRemaining()) {
            throw HelloException.undecodable(name + " is empty");
        }
        return this;
    }

    void requireEnd() throws HelloException {
        if (bytes.hasRemaining()) {
            throw HelloException.undecodable(name + ": " + bytes.remaining() + " bytes too many at its end");
        }
    }

    /** All that is left, as two-byte code points, at least one. */
    CodePoints codePoints(TlsRegistry registry) throws HelloException {
        if (bytes.remaining() % 2 != 0) {
            throw HelloException.undecodable(name + " has " + bytes.remaining() + " bytes, expected an even number");
        }
        char[] codes = new char[requireNotEmpty().remaining() / 2];
        bytes.asCharBuffer().get(codes);
        bytes.position(bytes.limit());
        return new CodePoints(registry, codes);
    }

    /** All that is left, a character for each byte. */
    String latin1() {
        char[] text = new char[bytes.remaining()];
        for (int i = 0; i < text.length; i++) {
            text[i] = (char) (bytes.get() & 0xff);
        }
        return new String(text);
    }

    private ByteBuffer require(int count) throws HelloException {
        if (bytes.remaining() < count) {
            throw HelloException.undecodable(
                    name + " is cut short: " + count + " more bytes expected, " + bytes.remaining() + " left");
        }
        return bytes;
    }
}

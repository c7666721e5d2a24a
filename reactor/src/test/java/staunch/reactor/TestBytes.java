package staunch.reactor;

import java.util.Random;

/** Bytes to send. */
final class TestBytes {
    private TestBytes() {}

    static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}

package staunch.http.coding;

import java.nio.ByteBuffer;

/** Moves as much as there is, or as there is room for. */
final class Pieces {
    static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private Pieces() {}

    static void move(ByteBuffer from, ByteBuffer to) {
        int count = Math.min(from.remaining(), to.remaining());
        to.put(to.position(), from, from.position(), count);
        to.position(to.position() + count);
        from.position(from.position() + count);
    }
}

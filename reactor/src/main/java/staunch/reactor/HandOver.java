package staunch.reactor;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way from one thread to another, in order, through a bounded ring. Nobody waits here and nothing is
 * locked: the loop, which is one of the two, must not be held up by a thread that was put aside in the middle of a copy.
 *
 * <pre>
 *             taken             given
 *      |........|=================|..........|
 *        room         waiting         room          a count's place in the ring is the count modulo CAPACITY_BYTES
 *
 *      0 &lt;= given - taken &lt;= CAPACITY_BYTES,   both only grow (and wrap around as integers do)
 * </pre>
 *
 * Used by one giver and one taker; which threads these are may change, if one hands over to the next in an orderly way.
 * The ring is made with the first byte. Who waits for bytes, or for room, does so at a {@link CallGate}.
 */
public final class HandOver {
    /** How many bytes can be on their way: as many as one TLS record holds. A power of two. */
    public static final int CAPACITY_BYTES = 16 << 10;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private @Nullable ByteBuffer giverView;
    private @Nullable ByteBuffer takerView;
    /** Written by the giver alone, after the bytes. */
    private volatile int given;
    /** Written by the taker alone, after it has copied the bytes out. */
    private volatile int taken;

    /** An empty ring. */
    public HandOver() {}

    /** How many bytes wait to be taken. */
    public int waitingBytes() {
        return given - taken;
    }

    /** How many bytes can be given. */
    public int roomBytes() {
        return CAPACITY_BYTES - waitingBytes();
    }

    /** Whether it is worth while to fill the ring again. */
    public boolean isHalfFree() {
        return roomBytes() >= CAPACITY_BYTES / 2;
    }

    // ---- the giver's ----

    /** Room in one piece, not always all there is: the giver puts bytes there, and then tells {@link #give} how many. */
    public ByteBuffer room() {
        ByteBuffer view = giverView;
        if (view == null) {
            view = ByteBuffer.allocate(CAPACITY_BYTES);
            giverView = view;
        }
        return part(view, given, roomBytes());
    }

    /** The first {@code count} bytes of {@link #room} are for the taker now. */
    public void give(int count) {
        int before = given;
        given = before + count;
    }

    /** Copies what {@link #room} has place for and gives it; returns how many bytes, at most {@code length}. */
    public int give(byte[] source, int offset, int length) {
        ByteBuffer room = room();
        int count = Math.min(length, room.remaining());
        room.put(source, offset, count);
        give(count);
        return count;
    }

    // ---- the taker's ----

    /** What waits, in one piece, not always all: the taker gets bytes from there, and then tells {@link #take} how many. */
    public ByteBuffer waiting() {
        int count = waitingBytes();
        if (count == 0) {
            return NOTHING;
        }
        ByteBuffer view = takerView;
        if (view == null) {
            ByteBuffer ring = giverView;
            assert ring != null : "bytes wait, so there is a ring";
            view = ring.duplicate();
            takerView = view;
        }
        return part(view, taken, count);
    }

    /** The first {@code count} bytes of {@link #waiting} have been taken; their place is free. */
    public void take(int count) {
        int before = taken;
        taken = before + count;
    }

    /** Takes and copies all that waits, in as many pieces as it lies in; returns how many bytes, at most {@code length}. */
    public int take(byte[] target, int offset, int length) {
        int count = 0;
        ByteBuffer waiting = waiting();
        while (count < length && waiting.hasRemaining()) {
            int piece = Math.min(length - count, waiting.remaining());
            waiting.get(target, offset + count, piece);
            take(piece);
            count += piece;
            waiting = waiting();
        }
        return count;
    }

    private static ByteBuffer part(ByteBuffer view, int from, int count) {
        int start = from & (CAPACITY_BYTES - 1);
        return view.limit(Math.min(CAPACITY_BYTES, start + count)).position(start);
    }
}

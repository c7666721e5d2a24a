package staunch.http.codec;

import java.nio.ByteBuffer;

/** The first line of a head. As with the fields, offsets are relative to the buffer's position. */
interface StartLineParser {
    void reset();

    boolean isDone();

    /** Goes on from {@code at}, no further than {@code end}; returns where it stopped, or {@link Verdict#REFUSED}. */
    int scan(ByteBuffer in, int at, int end);
}

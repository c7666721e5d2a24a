package staunch.bench.jmh;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/** One end of a connection in memory. What it takes lies from position to limit, what it makes it puts at the position. */
interface End {
    void begin() throws SSLException;

    /** Takes what the other end has said, runs its tasks, and says what the handshake wants said. */
    void advance(ByteBuffer in, ByteBuffer out) throws SSLException;

    /** Whether data can go both ways. */
    boolean isOpen();

    /** Makes records of data. */
    void seal(ByteBuffer source, ByteBuffer wire) throws SSLException;
}

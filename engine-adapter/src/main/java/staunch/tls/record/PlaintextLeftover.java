package staunch.tls.record;

import staunch.reactor.memory.BufferPool;
import staunch.reactor.memory.Ledger;
import staunch.reactor.memory.Leftover;
import staunch.reactor.memory.Purpose;

/**
 * Plaintext that was decrypted and that the application has not taken: given to its next read before anything else.
 *
 * <pre>
 *       taken         not taken           room
 *      |-----|======================|.................|
 *      0   start                   end              MAX_BYTES behind start
 *
 *      a record is opened only while  room &gt;= MAX_PLAINTEXT_BYTES:  nothing decrypted is ever without a place
 * </pre>
 *
 * An application may leave {@link #READ_AHEAD_BYTES} and be sure to see more in one piece with them.
 */
public final class PlaintextLeftover extends Leftover {
    /** How many bytes an application may leave before reading stops. */
    public static final int READ_AHEAD_BYTES = 64 * 1024;
    /** The bound: the read-ahead, short of one byte, and one whole record. */
    public static final int MAX_BYTES = READ_AHEAD_BYTES + RecordHeader.MAX_PLAINTEXT_BYTES - 1;

    /** An empty one, on the account of {@code ledger}. */
    public PlaintextLeftover(BufferPool pool, Ledger ledger) {
        super(pool, ledger, Purpose.PLAINTEXT, MAX_BYTES);
    }

    /** Whether whatever the next record holds has a place here. */
    public boolean hasRoomForRecord() {
        return room() >= RecordHeader.MAX_PLAINTEXT_BYTES;
    }
}

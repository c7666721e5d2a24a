package staunch.tls.record;

import java.nio.ByteBuffer;
import staunch.reactor.memory.BufferPool;
import staunch.reactor.memory.Ledger;
import staunch.reactor.memory.Leftover;
import staunch.reactor.memory.Purpose;

/**
 * Ciphertext that has come and could not be decrypted yet, in front of whatever comes next. Either a part of one record:
 *
 * <pre>
 *      header   payload so far        missing
 *      |======|====================|...............|
 *      0      5                remaining         5 + length         remaining &lt; 5 + length
 * </pre>
 *
 * or, while reads are paused, a task is out, a budget is spent, or the handshake waits for its turn, what remained of one piece
 * read from below:
 *
 * <pre>
 *      whole record   whole record   part of one
 *      |============|==============|=======|
 *      0                               remaining                    remaining &lt;= MAX_BYTES
 * </pre>
 *
 * While it {@link #holdsWholeRecord} nothing more is read from below, so that the second form never grows; and a partial
 * record is completed with its missing bytes only, so that the records behind it are decrypted from where they lie.
 */
public final class CiphertextLeftover extends Leftover {
    /** The most that one piece read from below brings. */
    public static final int MAX_PIECE_BYTES = 64 * 1024;
    /** The bound: one piece, behind a record that lacked its last byte. */
    public static final int MAX_BYTES = MAX_PIECE_BYTES + RecordHeader.MAX_RECORD_BYTES;

    /** An empty one, on the account of {@code ledger}. */
    public CiphertextLeftover(BufferPool pool, Ledger ledger) {
        super(pool, ledger, Purpose.CIPHERTEXT, MAX_BYTES);
    }

    /** Whether there is something to process without waiting: a whole record, or a header that is none. */
    public boolean holdsWholeRecord() {
        return !isEmpty() && RecordHeader.missingBytes(view()) == 0;
    }

    /** Takes from {@code in} what its first record lacks, and not one byte behind it. */
    void complete(ByteBuffer in) {
        if (isEmpty()) {
            appendAtMost(in, RecordHeader.missingBytes(in) == 0 ? 0 : in.remaining());
            return;
        }
        for (int missing = RecordHeader.missingBytes(view());
                missing > 0 && in.hasRemaining();
                missing = RecordHeader.missingBytes(view())) {
            appendAtMost(in, missing);
        }
    }

    /** Takes all of {@code in} that there is room for. */
    void keep(ByteBuffer in) {
        appendAtMost(in, room());
    }

    private void appendAtMost(ByteBuffer in, int maxBytes) {
        int limit = in.limit();
        in.limit(in.position() + Math.min(maxBytes, in.remaining()));
        append(in);
        in.limit(limit);
    }
}

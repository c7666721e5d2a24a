package staunch.tls.record;

import java.nio.ByteBuffer;
import staunch.reactor.memory.PoolExhaustedException;

/**
 * Reading as the record protocol defines it, for a caller who asks for bytes: what was left of an earlier record comes
 * first; then whole records are opened while there are any and there is room; what is there is returned, and the rest of
 * the last record becomes the leftover.
 *
 * <pre>
 *      read(target):   [plaintext leftover] [record] [record] [rec|ord]   [partial record]
 *                      |&lt;------------- target -------------&gt;| |&lt;-&gt;|        stays ciphertext
 *                                                     plaintext leftover
 * </pre>
 */
public final class PullView {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final RecordPump pump;
    private final PlaintextLeftover plaintext;
    private final EngineScratch scratch;

    /** A view of what {@code pump} decrypts, with {@code plaintext} for what a read leaves. */
    public PullView(RecordPump pump, PlaintextLeftover plaintext, EngineScratch scratch) {
        this.pump = pump;
        this.plaintext = plaintext;
        this.scratch = scratch;
    }

    /**
     * Moves into {@code target} what is there. Never waits.
     *
     * @return how many bytes; 0 if more must arrive first; -1 if the peer ended its direction and nothing is left
     * @throws PoolExhaustedException if there is no buffer for the rest of a record; that is lost, and the connection with
     *     it: what is behind must not be read
     */
    public int read(ByteBuffer target) {
        int start = target.position();
        plaintext.moveTo(target);
        while (target.hasRemaining() && openRecord()) {
            plaintext.moveTo(target);
        }
        int moved = target.position() - start;
        return moved == 0 && target.hasRemaining() && pump.inputClosed() ? -1 : moved;
    }

    /**
     * Opens one record of those that wait, and puts what it holds into the leftover, which must be empty.
     *
     * @return whether there was a whole one
     * @throws PoolExhaustedException as with {@link #read}
     */
    public boolean openRecord() {
        try (EngineScratch.Frame frame = scratch.enter()) {
            boolean opened = pump.unwrap(NOTHING, frame);
            plaintext.append(frame.target());
            return opened;
        }
    }
}

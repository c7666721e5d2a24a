package staunch.reactor.memory;

import org.jspecify.annotations.Nullable;

/**
 * How many bytes of pooled buffers one connection holds, by {@link Purpose}. What is counted is the capacity of the
 * buffers, which is what they cost, not the number of bytes in them.
 *
 * <p>Belongs to the thread of the connection's loop. The channels stacked on one connection share one ledger.
 */
public final class Ledger {
    private static final Purpose[] PURPOSES = Purpose.values();

    private final int[] heldBytes = new int[PURPOSES.length];
    private @Nullable Runnable whenSettled;

    /** A ledger without any entry. */
    public Ledger() {}

    /** The bytes held for one purpose; 0 or more. */
    public long heldBytes(Purpose purpose) {
        return heldBytes[purpose.ordinal()];
    }

    /** The bytes held for all purposes together; 0 or more. */
    public long heldBytes() {
        long sum = 0;
        for (int bytes : heldBytes) {
            sum += bytes;
        }
        return sum;
    }

    /**
     * Has {@code action} run once, as soon as nothing is held: now, or when the last buffer is given back. The connection is
     * over by then, and nothing more is to be lent to it.
     */
    public void whenSettled(Runnable action) {
        whenSettled = action;
        lookWhetherSettled();
    }

    private void lookWhetherSettled() {
        Runnable action = whenSettled;
        if (action != null && heldBytes() == 0) {
            whenSettled = null;
            action.run();
        }
    }

    void lent(Purpose purpose, int bytes) {
        heldBytes[purpose.ordinal()] += bytes;
    }

    void returned(Purpose purpose, int bytes) {
        heldBytes[purpose.ordinal()] -= bytes;
        assert heldBytes[purpose.ordinal()] >= 0 : "more returned than lent for " + purpose;
        lookWhetherSettled();
    }

    /** For people: the purposes that hold anything, with their bytes. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Ledger[");
        for (Purpose purpose : PURPOSES) {
            if (heldBytes(purpose) > 0) {
                text.append(text.length() > 7 ? ", " : "")
                        .append(purpose)
                        .append('=')
                        .append(heldBytes(purpose));
            }
        }
        return text.append(']').toString();
    }
}

package staunch.reactor;

import java.util.List;
import staunch.reactor.memory.BufferLeak;
import staunch.reactor.memory.LeakDetection;

/** A loop ended with buffers still out. A defect in a channel, a layer or a handler that leased them. */
public final class BufferLeakError extends Error {
    private static final long serialVersionUID = 1L;

    BufferLeakError(String loop, List<BufferLeak> leaks) {
        super(loop + " ended with " + leaks.size() + " buffers still out, the first a "
                + leaks.get(0).purpose() + " of "
                + leaks.get(0).bytes() + " bytes; run with -D" + LeakDetection.PROPERTY
                + "=strict to see where it was leased");
        leaks.stream()
                .map(BufferLeak::leasedAt)
                .filter(at -> at != null)
                .limit(5)
                .forEach(this::addSuppressed);
    }
}

package staunch.reactor.sim;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A simulation did not go as its test demands. The message names the seed, which replays it. */
public final class SimulationFailure extends AssertionError {
    @Serial
    private static final long serialVersionUID = 1L;

    private final long seed;

    SimulationFailure(long seed, String message, @Nullable Throwable cause) {
        super("seed " + seed + ": " + message, cause);
        this.seed = seed;
    }

    /** The seed that replays it. */
    public long seed() {
        return seed;
    }
}

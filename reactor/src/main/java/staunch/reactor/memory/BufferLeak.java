package staunch.reactor.memory;

import org.jspecify.annotations.Nullable;

/**
 * A buffer that was still out when its pool was closed.
 *
 * @param purpose what it was leased for
 * @param bytes its capacity
 * @param leasedAt the stack of the lease; absent unless leak detection was {@link LeakDetection#STRICT}
 */
public record BufferLeak(
        Purpose purpose, int bytes, @Nullable Throwable leasedAt) {}

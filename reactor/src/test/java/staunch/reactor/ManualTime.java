package staunch.reactor;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is moved. */
final class ManualTime implements TimeSource {
    private final AtomicLong nanos;

    ManualTime() {
        this(1_000_000_000L);
    }

    ManualTime(long nanos) {
        this.nanos = new AtomicLong(nanos);
    }

    void advanceMillis(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    void advanceNanos(long count) {
        nanos.addAndGet(count);
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public long epochMillis() {
        return TimeUnit.NANOSECONDS.toMillis(nanos.get());
    }
}

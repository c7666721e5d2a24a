package staunch.http;

import staunch.http.codec.HttpDate;
import staunch.reactor.EventLoop;
import staunch.reactor.LoopLocal;

/** The value of the {@code Date} field, made once a second and loop (RFC 9110 §6.6.1). */
final class DateCache {
    static final LoopLocal<DateCache> OF_LOOP = new LoopLocal<>(DateCache::new);

    private final EventLoop loop;
    private long second = Long.MIN_VALUE;
    private HttpDate value = HttpDate.of(0);

    private DateCache(EventLoop loop) {
        this.loop = loop;
    }

    HttpDate now() {
        long currentSecond = Math.floorDiv(loop.epochMillis(), 1000L);
        if (currentSecond != second) {
            second = currentSecond;
            value = HttpDate.of(currentSecond);
        }
        return value;
    }
}

package staunch.bench.peer;

import staunch.http.codec.HttpDate;

/** The value of {@code Date}, made once a second for all threads. */
final class BlockingDate {
    private record Dated(long second, HttpDate value) {}

    private static volatile Dated last = new Dated(0, HttpDate.of(0));

    private BlockingDate() {}

    static HttpDate now() {
        long second = Math.floorDiv(System.currentTimeMillis(), 1000L);
        Dated known = last;
        if (known.second != second) {
            known = new Dated(second, HttpDate.of(second));
            last = known;
        }
        return known.value;
    }
}

package staunch.http;

import java.util.Optional;
import staunch.http.codec.Fields;
import staunch.http.codec.HttpDate;

/**
 * What tells the states of a file apart (RFC 9110 §8.8): from its size and the time of its last change.
 *
 * <p>A clock ticks: a file that has just changed can change again, at the same size, without its time showing it. So its tag
 * is weak for {@value #SETTLE_MILLIS} ms, which are two ticks of the coarsest file system (FAT's) and of HTTP's own dates,
 * and it has no Last-Modified, which only a moment in a second past can be without ambiguity. Then its tag is strong, and a
 * different one: whoever has the weak one asks once more. A date that others were given is therefore as good as a strong tag.
 * Whoever sets the times of files by hand must see to it that other bytes have another time or another size.
 *
 * @param tag the file's tag
 * @param lastModified absent if it cannot be told
 * @param changedSecond the second of the last change since 1970-01-01T00:00Z, for comparing with what clients know by
 *     themselves
 */
record Validators(EntityTag tag, Optional<HttpDate> lastModified, long changedSecond) {
    /** How long after its last change a file's time is not believed to name its bytes. */
    static final long SETTLE_MILLIS = 4_000;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /**
     * @param sizeBytes the file's size
     * @param changedSecond when it changed, since 1970-01-01T00:00Z
     * @param changedNanos and nanoseconds
     * @param nowMillis now, since 1970-01-01T00:00Z
     */
    static Validators of(long sizeBytes, long changedSecond, int changedNanos, long nowMillis) {
        long changedMillis = changedSecond * 1_000 + changedNanos / 1_000_000;
        boolean settled = changedMillis <= nowMillis - SETTLE_MILLIS;
        String opaque = Long.toHexString(changedSecond * NANOS_PER_SECOND + changedNanos) + "-"
                + Long.toHexString(sizeBytes) + (settled ? "" : "-new");
        Optional<HttpDate> date =
                settled && changedSecond >= 0 ? Optional.of(HttpDate.of(changedSecond)) : Optional.empty();
        return new Validators(new EntityTag(!settled, opaque), date, changedSecond);
    }

    /** Those of the same file in a coding of its own. */
    Validators coded(FileCoding coding) {
        return new Validators(
                new EntityTag(tag.weak(), tag.opaque() + "-" + coding.token()), lastModified, changedSecond);
    }

    /** Those of the same file in other bytes, which are made anew each time. */
    Validators weakened() {
        return new Validators(tag.weakened(), lastModified, changedSecond);
    }

    void addTo(Fields.Builder fields) {
        fields.add("ETag", tag.toString());
        lastModified.ifPresent(date -> fields.add("Last-Modified", date.toString()));
    }
}

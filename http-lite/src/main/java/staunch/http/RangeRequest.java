package staunch.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The value of a Range (RFC 9110 §14.2) held against the size of what it is asked of.
 *
 * @param outcome what to do
 * @param ranges the pieces to send, in the order asked for, if that is to send {@link Outcome#PARTS}
 */
record RangeRequest(Outcome outcome, List<ByteRange> ranges) {
    enum Outcome {
        /** Send it whole, as if there had been no Range: another unit, malformed, too many pieces, or overlapping ones. */
        WHOLE,
        /** Send the pieces, by 206. */
        PARTS,
        /** None of the pieces is there: 416. */
        UNSATISFIABLE
    }

    private static final RangeRequest ALL = new RangeRequest(Outcome.WHOLE, List.of());
    private static final RangeRequest NOTHING = new RangeRequest(Outcome.UNSATISFIABLE, List.of());
    private static final String UNIT = "bytes=";

    /**
     * @param value the field's value
     * @param sizeBytes how long the whole is
     * @param maxRanges how many pieces are sent in one answer: with more asked for, it is the whole
     */
    static RangeRequest parse(String value, long sizeBytes, int maxRanges) {
        if (!value.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
            return ALL;
        }
        List<ByteRange> ranges = new ArrayList<>();
        int asked = 0;
        for (String member : value.substring(UNIT.length()).split(",", -1)) {
            String spec = member.strip();
            if (!spec.isEmpty()) {
                asked++;
                int dash = spec.indexOf('-');
                if (asked > maxRanges || !isValid(spec, dash)) {
                    return ALL;
                }
                range(spec, dash, sizeBytes).ifPresent(ranges::add);
            }
        }
        if (asked == 0 || isSuffixOfNothing(ranges, sizeBytes) || haveOverlap(ranges)) {
            return ALL;
        }
        return ranges.isEmpty() ? NOTHING : new RangeRequest(Outcome.PARTS, List.copyOf(ranges));
    }

    /** {@code 0-499}, {@code 500-} or {@code -500}. */
    private static boolean isValid(String spec, int dash) {
        if (dash < 0 || spec.length() == 1) {
            return false;
        }
        String first = spec.substring(0, dash);
        String last = spec.substring(dash + 1);
        boolean digits = isDigits(first) && isDigits(last);
        return digits && (first.isEmpty() || last.isEmpty() || number(first) <= number(last));
    }

    private static boolean isDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Of that many digits, or more than a long holds: no file reaches as far. */
    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLarge) {
            return Long.MAX_VALUE;
        }
    }

    /** The piece as it is there; empty if it is not. The last bytes of nothing are a piece without a byte. */
    private static Optional<ByteRange> range(String spec, int dash, long sizeBytes) {
        String bound = spec.substring(dash + 1);
        if (dash == 0) {
            long length = Math.min(number(bound), sizeBytes);
            return number(bound) == 0
                    ? Optional.empty()
                    : Optional.of(new ByteRange(sizeBytes - length, sizeBytes - 1));
        }
        long first = number(spec.substring(0, dash));
        long last = bound.isEmpty() ? Long.MAX_VALUE : number(bound);
        return first >= sizeBytes ? Optional.empty() : Optional.of(new ByteRange(first, Math.min(last, sizeBytes - 1)));
    }

    /** The last bytes of an empty file are all of it, which Content-Range cannot say. */
    private static boolean isSuffixOfNothing(List<ByteRange> ranges, long sizeBytes) {
        return sizeBytes == 0 && !ranges.isEmpty();
    }

    private static boolean haveOverlap(List<ByteRange> ranges) {
        for (int i = 0; i < ranges.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (ranges.get(i).overlaps(ranges.get(j))) {
                    return true;
                }
            }
        }
        return false;
    }
}

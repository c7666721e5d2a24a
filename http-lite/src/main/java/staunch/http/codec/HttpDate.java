package staunch.http.codec;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A moment as HTTP writes it (IMF-fixdate, RFC 9110 §5.6.7), for example {@code Sun, 06 Nov 1994 08:49:37 GMT}. Made once
 * a second by whoever has a clock, and put into every response of that second. Immutable.
 */
public final class HttpDate {
    private static final int BYTES = 29;
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int DAYS_PER_ERA = 146_097;
    private static final int DAYS_FROM_ERA_TO_EPOCH = 719_468;
    private static final long LAST_SECOND = 253_402_300_799L;
    private static final byte[] TEMPLATE = Octets.bytes("Ddd, 00 Mmm 0000 00:00:00 GMT");
    private static final byte[] DAYS = Octets.bytes("ThuFriSatSunMonTueWed");
    private static final byte[] MONTHS = Octets.bytes("JanFebMarAprMayJunJulAugSepOctNovDec");

    private final long epochSecond;
    private final byte[] bytes = TEMPLATE.clone();

    private HttpDate(long epochSecond) {
        this.epochSecond = epochSecond;
        writeDate((int) (epochSecond / SECONDS_PER_DAY));
        writeTime((int) (epochSecond % SECONDS_PER_DAY));
    }

    /**
     * The moment that many seconds after 1970-01-01T00:00:00Z.
     *
     * @throws IllegalArgumentException if it is before that, or after the year 9999
     */
    public static HttpDate of(long epochSecond) {
        if (epochSecond < 0 || epochSecond > LAST_SECOND) {
            throw new IllegalArgumentException(
                    "an HTTP date must be from 1970 to 9999, in seconds, not " + epochSecond);
        }
        return new HttpDate(epochSecond);
    }

    /**
     * Reads a date in any of the three forms of RFC 9110 §5.6.7.
     *
     * @param text a field's value
     * @param nowEpochSecond now, by which a year of two digits is understood
     * @return empty if that is no date from 1970 to 9999: the standard has such a field ignored
     */
    public static Optional<HttpDate> parse(String text, long nowEpochSecond) {
        OptionalLong second = HttpDateParser.epochSecond(text, nowEpochSecond);
        boolean inRange = second.isPresent() && second.getAsLong() >= 0 && second.getAsLong() <= LAST_SECOND;
        return inRange ? Optional.of(of(second.getAsLong())) : Optional.empty();
    }

    /** The second it stands for. */
    public long epochSecond() {
        return epochSecond;
    }

    /**
     * The civil date of a day number, by eras of 400 years that begin on 1 March, so that the leap day is the last of its
     * year.
     */
    private void writeDate(int epochDay) {
        int day = epochDay + DAYS_FROM_ERA_TO_EPOCH;
        int dayOfEra = day % DAYS_PER_ERA;
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int month = (monthFromMarch + 2) % 12;
        int year = yearOfEra + day / DAYS_PER_ERA * 400 + (month < 2 ? 1 : 0);
        System.arraycopy(DAYS, epochDay % 7 * 3, bytes, 0, 3);
        writeTwoDigits(5, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1);
        System.arraycopy(MONTHS, month * 3, bytes, 8, 3);
        writeTwoDigits(12, year / 100);
        writeTwoDigits(14, year % 100);
    }

    private void writeTime(int secondOfDay) {
        writeTwoDigits(17, secondOfDay / 3600);
        writeTwoDigits(20, secondOfDay / 60 % 60);
        writeTwoDigits(23, secondOfDay % 60);
    }

    private void writeTwoDigits(int at, int number) {
        bytes[at] = (byte) ('0' + number / 10);
        bytes[at + 1] = (byte) ('0' + number % 10);
    }

    static int wireBytes() {
        return BYTES;
    }

    void writeTo(ByteBuffer out) {
        out.put(bytes);
    }

    /** The date as it stands in a field. */
    @Override
    public String toString() {
        return Octets.text(bytes, 0, BYTES);
    }
}

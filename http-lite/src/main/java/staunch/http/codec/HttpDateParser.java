package staunch.http.codec;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Reads the three forms of a date (RFC 9110 §5.6.7).
 *
 * <pre>
 *  Sun, 06 Nov 1994 08:49:37 GMT     IMF-fixdate, which is all that is written today
 *  Sunday, 06-Nov-94 08:49:37 GMT    RFC 850, whose year has two digits
 *  Sun Nov  6 08:49:37 1994          asctime
 * </pre>
 */
final class HttpDateParser {
    private static final DateTimeFormatter IMF_FIXDATE = strict("EEE, dd MMM uuuu HH:mm:ss 'GMT'");
    private static final DateTimeFormatter ASCTIME = strict("EEE MMM ppd HH:mm:ss uuuu");
    /** A year that appears to be more than 50 years ahead means the latest one in the past with the same last digits. */
    private static final int MAX_YEARS_AHEAD = 50;

    private HttpDateParser() {}

    private static DateTimeFormatter strict(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.US).withResolverStyle(ResolverStyle.STRICT);
    }

    /** The second that {@code text} stands for; empty if it is none of the three forms, or no such day exists. */
    static OptionalLong epochSecond(String text, long nowEpochSecond) {
        try {
            LocalDateTime time = LocalDateTime.parse(text, form(text, nowEpochSecond));
            return OptionalLong.of(time.toEpochSecond(ZoneOffset.UTC));
        } catch (DateTimeException notADate) {
            return OptionalLong.empty();
        }
    }

    private static DateTimeFormatter form(String text, long nowEpochSecond) {
        int comma = text.indexOf(',');
        if (comma < 0) {
            return ASCTIME;
        }
        return comma == 3 ? IMF_FIXDATE : rfc850(nowEpochSecond);
    }

    private static DateTimeFormatter rfc850(long nowEpochSecond) {
        int thisYear =
                Instant.ofEpochSecond(nowEpochSecond).atOffset(ZoneOffset.UTC).getYear();
        return new DateTimeFormatterBuilder()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, thisYear + MAX_YEARS_AHEAD - 99)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.US)
                .withResolverStyle(ResolverStyle.STRICT);
    }
}

package staunch.http.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The three forms of a date, and what is none. */
class HttpDateParseTest {
    /** 2026-01-01. */
    private static final long NOW = 1_767_225_600;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sun, 06 Nov 1994 08:49:37 GMT  | 784111777",
                "Sunday, 06-Nov-94 08:49:37 GMT | 784111777",
                "Sun Nov  6 08:49:37 1994       | 784111777",
                "Wed Nov 16 08:49:37 1994       | 784975777",
                "Thu, 01 Jan 1970 00:00:00 GMT  | 0",
                "Thu, 29 Feb 2024 23:59:59 GMT  | 1709251199",
                "Fri, 31 Dec 9999 23:59:59 GMT  | 253402300799",
                "Wednesday, 01-Jan-76 00:00:00 GMT | 3345062400",
                "Saturday, 01-Jan-77 00:00:00 GMT  | 220924800"
            })
    void shouldReadAllThreeForms(String text, long second) {
        assertEquals(Optional.of(second), HttpDate.parse(text, NOW).map(HttpDate::epochSecond));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "0",
                "784111777",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 Nov 1994 08:49:37 CET",
                "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
                "Mon, 06 Nov 1994 08:49:37 GMT",
                "Thu, 30 Feb 2024 00:00:00 GMT",
                "Sun, 06 Nov 1994 24:00:00 GMT",
                "Sun, 06 Nov 1904 08:49:37 GMT",
                "1994-11-06T08:49:37Z"
            })
    void shouldReadNothingElse(String text) {
        assertEquals(Optional.empty(), HttpDate.parse(text, NOW));
    }

    @Test
    void shouldReadWhatItWrites() {
        for (long second = 0; second < NOW; second += 86_400L * 17 + 4_321) {
            assertEquals(
                    Optional.of(second),
                    HttpDate.parse(HttpDate.of(second).toString(), NOW).map(HttpDate::epochSecond));
        }
    }
}

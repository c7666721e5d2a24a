package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.http.codec.Fields;

/** RFC 9110 §13.2.2 and §13.1.5, row by row, for a file with the tag {@code "a"} that changed at 08:49:37. */
class PreconditionsTest {
    private static final long CHANGED = 784_111_777;
    private static final long NOW = CHANGED + 1_000;
    private static final String SAME = "Sun, 06 Nov 1994 08:49:37 GMT";
    private static final String BEFORE = "Sun, 06 Nov 1994 08:49:36 GMT";
    private static final String AFTER = "Sun, 06 Nov 1994 08:49:38 GMT";

    private static Validators validators(boolean weak, String opaque) {
        Validators known = Validators.of(1, CHANGED, 0, NOW * 1_000);
        return new Validators(new EntityTag(weak, opaque), known.lastModified(), CHANGED);
    }

    private static Fields fields(String lines) {
        Fields.Builder fields = Fields.builder();
        for (String line : lines.split("; ")) {
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).strip();
            fields.add(
                    line.substring(0, colon),
                    value.replace("SAME", SAME).replace("BEFORE", BEFORE).replace("AFTER", AFTER));
        }
        return fields.build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "X: y                                            | PROCEED",
                "If-Match: \"a\"                                 | PROCEED",
                "If-Match: *                                     | PROCEED",
                "If-Match: \"b\", \"a\"                          | PROCEED",
                "If-Match: \"b\"; If-Match: \"a\"                | PROCEED",
                "If-Match: \"b\"                                 | FAILED",
                "If-Match: W/\"a\"                               | FAILED",
                "If-Match: a                                     | FAILED",
                "If-Match: \"a,b\"                               | FAILED",
                "If-Unmodified-Since: SAME                       | PROCEED",
                "If-Unmodified-Since: AFTER                      | PROCEED",
                "If-Unmodified-Since: BEFORE                     | FAILED",
                "If-Unmodified-Since: never                      | PROCEED",
                "If-Match: \"a\"; If-Unmodified-Since: BEFORE    | PROCEED",
                "If-Match: \"b\"; If-Unmodified-Since: AFTER     | FAILED",
                "If-Match: \"b\"; If-None-Match: \"a\"           | FAILED",
                "If-Match: \"a\"; If-None-Match: \"a\"           | NOT_MODIFIED",
                "If-None-Match: \"a\"                            | NOT_MODIFIED",
                "If-None-Match: W/\"a\"                          | NOT_MODIFIED",
                "If-None-Match: *                                | NOT_MODIFIED",
                "If-None-Match: \"b,\", \"a\"                    | NOT_MODIFIED",
                "If-None-Match: , \"b\" ,\"a\"                   | NOT_MODIFIED",
                "If-None-Match: \"b\"                            | PROCEED",
                "If-None-Match: \"A\"                            | PROCEED",
                "If-None-Match: \"a                              | PROCEED",
                "If-None-Match: w/\"a\"                          | PROCEED",
                "If-Modified-Since: SAME                         | NOT_MODIFIED",
                "If-Modified-Since: AFTER                        | NOT_MODIFIED",
                "If-Modified-Since: BEFORE                       | PROCEED",
                "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT | NOT_MODIFIED",
                "If-Modified-Since: 0                            | PROCEED",
                "If-Modified-Since: SAME; If-Modified-Since: SAME | PROCEED",
                "If-None-Match: \"b\"; If-Modified-Since: SAME   | PROCEED",
                "If-None-Match: \"a\"; If-Modified-Since: BEFORE | NOT_MODIFIED",
                "If-Unmodified-Since: SAME; If-Modified-Since: SAME | NOT_MODIFIED"
            })
    void shouldEvaluateInOrder(String lines, Preconditions.Outcome expected) {
        assertEquals(expected, new Preconditions(fields(lines), validators(false, "a"), NOW).evaluate());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "X: y                                 | true",
                "If-Range: \"a\"                      | true",
                "If-Range: SAME                       | true",
                "If-Range: \"b\"                      | false",
                "If-Range: W/\"a\"                    | false",
                "If-Range: \"a\", \"a\"               | false",
                "If-Range: *                          | false",
                "If-Range: BEFORE                     | false",
                "If-Range: AFTER                      | false",
                "If-Range: soon                       | false",
                "If-Range: \"a\"; If-Range: \"a\"     | false"
            })
    void shouldObeyARangeOnlyIfTheRestHasTheSameBytes(String lines, boolean expected) {
        assertEquals(expected, new Preconditions(fields(lines), validators(false, "a"), NOW).admitsRange());
    }

    @Test
    void shouldTrustNoWeakTag() {
        Validators weak = validators(true, "a");
        assertEquals(false, new Preconditions(fields("If-Range: \"a\""), weak, NOW).admitsRange());
        assertEquals(false, new Preconditions(fields("If-Range: W/\"a\""), weak, NOW).admitsRange());
        assertEquals(
                Preconditions.Outcome.FAILED, new Preconditions(fields("If-Match: W/\"a\""), weak, NOW).evaluate());
        assertEquals(
                Preconditions.Outcome.NOT_MODIFIED,
                new Preconditions(fields("If-None-Match: \"a\""), weak, NOW).evaluate());
    }
}

package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110 §14.1.2 and §14.2, row by row, for 1,000 bytes if nothing else is said. */
class RangeRequestTest {
    private static final int MAX = 4;

    private static String parsed(String value, long sizeBytes) {
        RangeRequest request = RangeRequest.parse(value, sizeBytes, MAX);
        String ranges = request.ranges().stream()
                .map(range -> range.first() + "-" + range.last())
                .collect(Collectors.joining(" "));
        return ranges.isEmpty() ? request.outcome().toString() : ranges;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-0              | 0-0",
                "bytes=0-999            | 0-999",
                "bytes=0-1000           | 0-999",
                "bytes=500-             | 500-999",
                "bytes=999-             | 999-999",
                "bytes=-1               | 999-999",
                "bytes=-1000            | 0-999",
                "bytes=-5000            | 0-999",
                "BYTES=1-2              | 1-2",
                "bytes=0-9,20-29        | 0-9 20-29",
                "bytes=20-29 ,\t0-9     | 20-29 0-9",
                "bytes=,0-9,,20-29,     | 0-9 20-29",
                "bytes=0-9,1000-        | 0-9",
                "bytes=0-1,2-3,4-5,6-7  | 0-1 2-3 4-5 6-7",
                "bytes=5-99999999999999999999 | 5-999",
                "bytes=-99999999999999999999  | 0-999",
                "bytes=1000-            | UNSATISFIABLE",
                "bytes=1000-2000        | UNSATISFIABLE",
                "bytes=1000-,-0         | UNSATISFIABLE",
                "bytes=-0               | UNSATISFIABLE",
                "bytes=99999999999999999999-  | UNSATISFIABLE",
                "bytes=0-1,2-3,4-5,6-7,8-9    | WHOLE",
                "bytes=0-9,5-14         | WHOLE",
                "bytes=0-,-1            | WHOLE",
                "bytes=10-5             | WHOLE",
                "bytes=-                | WHOLE",
                "bytes=                 | WHOLE",
                "bytes=,                | WHOLE",
                "bytes=5                | WHOLE",
                "bytes=a-b              | WHOLE",
                "bytes=+1-2             | WHOLE",
                "bytes=1--2             | WHOLE",
                "bytes=0-9,x            | WHOLE",
                "bytes=0x1-2            | WHOLE",
                "bytes = 0-1            | WHOLE",
                "bytes 0-1              | WHOLE",
                "lines=0-1              | WHOLE",
                "0-1                    | WHOLE"
            })
    void shouldSayWhatIsToBeSent(String value, String expected) {
        assertEquals(expected, parsed(value, 1_000));
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-, UNSATISFIABLE", "bytes=0-0, UNSATISFIABLE", "bytes=-1, WHOLE", "bytes=-0, UNSATISFIABLE"})
    void shouldKnowThatAnEmptyFileHasNoRangeButAllOfIt(String value, String expected) {
        assertEquals(expected, parsed(value, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=-1, 10737418239-10737418239",
        "bytes=10737418000-, 10737418000-10737418239",
        "bytes=4294967296-4294967297, 4294967296-4294967297"
    })
    void shouldCountBeyondThirtyTwoBits(String value, String expected) {
        assertEquals(expected, parsed(value, 10L << 30));
    }

    @Test
    void shouldHaveABoundOnRanges() {
        String many =
                IntStream.range(0, 10_000).mapToObj(i -> 2 * i + "-" + 2 * i).collect(Collectors.joining(","));
        assertEquals(
                RangeRequest.Outcome.WHOLE,
                RangeRequest.parse("bytes=" + many, 100_000, StaticFiles.DEFAULT_MAX_RANGES)
                        .outcome());
        assertEquals(
                RangeRequest.Outcome.WHOLE,
                RangeRequest.parse("bytes=0-0", 100, 0).outcome());
    }
}

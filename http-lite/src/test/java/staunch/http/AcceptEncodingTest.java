package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.http.codec.Fields;

/** RFC 9110 §12.5.3, row by row, when Brotli and gzip can be had. */
class AcceptEncodingTest {
    private static String best(Fields request, Set<FileCoding> offered) {
        return new AcceptEncoding(request).best(offered).map(FileCoding::token).orElse("none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip                       | gzip | gzip",
                "br                         | br   | none",
                "gzip, deflate, br, zstd    | br   | gzip",
                "gzip;q=1.0, br;q=0.5       | gzip | gzip",
                "gzip;q=0.001               | gzip | gzip",
                "gzip;q=0                   | none | none",
                "gzip;q=0.000, br           | br   | none",
                "GZIP;Q=0.5                 | gzip | gzip",
                "gzip ; q=0.5               | gzip | gzip",
                "x-gzip                     | gzip | gzip",
                "*                          | br   | gzip",
                "*;q=0                      | none | none",
                "*, br;q=0                  | gzip | gzip",
                "gzip, *;q=0                | gzip | gzip",
                "identity                   | none | none",
                "identity;q=1, *;q=0        | none | none",
                "identity;q=0.5, gzip       | gzip | gzip",
                "identity;q=0.5, gzip;q=0.4 | none | none",
                "identity, gzip             | gzip | gzip",
                "deflate                    | none | none",
                "gzip;q=2                   | none | none",
                "gzip;q=-1                  | none | none",
                "gzip;q=0.1234              | none | none",
                "gzip;level=9               | none | none",
                "gzip;q=                    | none | none",
                "gzipped                    | none | none",
                "''                         | none | none"
            })
    void shouldChooseWhatIsLikedBest(String value, String ofBoth, String ofGzip) {
        Fields request = Fields.of("Accept-Encoding", value);
        assertEquals(ofBoth, best(request, EnumSet.allOf(FileCoding.class)), value);
        assertEquals(ofGzip, best(request, Set.of(FileCoding.GZIP)), value);
        assertEquals("none", best(request, Set.of()), value);
    }

    @Test
    void shouldCodeNothingUnasked() {
        assertEquals("none", best(Fields.empty(), EnumSet.allOf(FileCoding.class)));
    }

    @Test
    void shouldReadAllLines() {
        Fields request = Fields.builder()
                .add("Accept-Encoding", "gzip;q=0.5")
                .add("Accept-Encoding", "br")
                .build();
        assertEquals("br", best(request, EnumSet.allOf(FileCoding.class)));
    }
}

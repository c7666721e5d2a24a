package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What makes no sense is said before anything is measured, in one line that names the option. */
class BenchErrorsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --connections 0               | --connections 0: there must be at least one
            --rate 0                      | --rate 0.0: a rate is above 0; without the option there is no schedule
            --rate -1                     | --rate -1.0: a rate is above 0; without the option there is no schedule
            --count 0                     | --count 0: there must be at least one
            --seconds -1                  | --seconds -1.0: a time is above 0
            --warmup -1                   | --warmup -1.0: a time is not below 0
            --timeout 0                   | --timeout 0.0: a time is above 0
            --loops 0                     | --loops 0: there must be at least one
            --no-sni --sni a.test         | --sni and --no-sni contradict each other: give one of them
            --resume 1.5                  | --resume 1.5: a share is from 0 to 1
            --tls 1.1                     | --tls 1.1: the versions are 1.3 and 1.2
            --provider conscrypt --tls 1.2 --groups x52519 | Conscrypt has nothing to offer by these options .*x52519.*
            --tls TLSv1.2 --suites TLS_AES_128_GCM_SHA256  | SunJSSE has nothing to offer by these options .*TLS_1_2.*
            --suites TLS_NOPE             | SunJSSE knows no cipher suite TLS_NOPE; it knows .*
            """)
    void shouldSayWhatIsWrong(String arguments, String message) {
        String[] all = Stream.concat(
                        Stream.of("bench", "handshakes", "https://localhost:1/"), Stream.of(arguments.split(" ")))
                .toArray(String[]::new);
        ExternalProgram.Outcome outcome = StaunchProgram.run(all);
        assertEquals(1, outcome.status(), outcome::toString);
        assertTrue(Pattern.matches("staunch: " + message + "\n", outcome.errors()), outcome::errors);
        assertEquals("", outcome.output());
    }

    @Test
    void shouldListWhatCanBeCompared() {
        String listed = StaunchProgram.run("bench", "compare", "--list").output();
        assertTrue(
                Pattern.compile("\n  staunch-conscrypt +Staunch, Conscrypt")
                        .matcher(listed)
                        .find(),
                listed);
        assertTrue(
                Pattern.compile("\n  latency-30 +at 30 % \\(not with --quick\\)")
                        .matcher(listed)
                        .find(),
                listed);
    }
}

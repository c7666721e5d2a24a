package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of files that are more than names, and names as a URI has them. */
class FileNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "C:",
                "a.txt:stream",
                "a.txt::$DATA",
                "GIT~1",
                "a.",
                "a ",
                "con",
                "NUL.txt",
                "nul .txt",
                "com1",
                "LPT9.log",
                "com\u00b9",
                "a*",
                "a?",
                "a|b",
                "<",
                "a\\b",
                "\u0001",
                "CONIN$"
            })
    void shouldKnowWhatWindowsTakesForSomethingElse(String name) {
        assertTrue(WindowsNames.isTreacherous(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a.txt", "console", "com", "com10", "nulls.txt", "a b", "lpt", "x.con", "\u00e9"})
    void shouldLetOrdinaryNamesPass(String name) {
        assertFalse(WindowsNames.isTreacherous(name));
    }

    @Test
    void shouldReadBackTheNamesItEncodes() {
        for (String name : new String[] {"a b", "100%", "a?b#c", "\u00e9\u20ac\ud83d\ude00", "a:b", "<&\"'>", "~-._"}) {
            String encoded = PercentEncoding.encodeSegment(name);
            assertTrue(encoded.matches("[A-Za-z0-9._~%-]+"), encoded);
            assertEquals(Optional.of("/" + name), PercentEncoding.decodePath("/" + encoded));
        }
    }
}

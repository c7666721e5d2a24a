package staunch.http.coding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import staunch.http.coding.OptionalLibrary.Finder;

/** What is said of a library that is not there, or of no use. */
class OptionalLibraryTest {
    private static OptionalLibrary<String> found(Finder<String> finder) {
        return OptionalLibrary.find("org.example:coder", "x", finder);
    }

    @Test
    void shouldSayWhatToAdd() {
        OptionalLibrary<String> absent =
                found(() -> Class.forName("org.example.Coder").getName());
        String missing = "to decode bodies of coding x add org.example:coder to the class path";
        assertEquals(Optional.of(missing), absent.missing());
        assertEquals(missing, assertThrows(IOException.class, absent::get).getMessage());
    }

    @Test
    void shouldSayWhyItCannotBeUsed() {
        OptionalLibrary<String> unfit = found(() -> {
            throw new UnsatisfiedLinkError("no libx");
        });
        assertEquals(
                Optional.of("org.example:coder, for bodies of coding x, cannot be used here:"
                        + " java.lang.UnsatisfiedLinkError: no libx"),
                unfit.missing());
    }

    @Test
    void shouldHandOutWhatWasFound() throws IOException {
        OptionalLibrary<String> present = found(() -> "methods");
        assertEquals(Optional.empty(), present.missing());
        assertEquals("methods", present.get());
    }
}

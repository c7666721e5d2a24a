package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeTest {
    @TempDir
    Path folder;

    private Path readme;

    @BeforeEach
    void write() throws IOException {
        readme = folder.resolve("README.md");
        Files.writeString(readme, """
                ```
                unnamed
                ```
                <!-- example: one -->
                ```java
                first

                second
                ```
                <!-- example: none -->
                ```java
                ```
                <!-- example: two -->

                ```xml
                third
                ```
                """);
    }

    @Test
    void shouldTakeTheBlockBehindTheName() throws IOException {
        assertEquals("first\n\nsecond\n", Readme.example(readme, "one"));
        assertEquals("", Readme.example(readme, "none"));
        assertEquals("third\n", Readme.example(readme, "two"));
    }

    /** That test is run where the library's own are; a package is all that it has besides. */
    @Test
    void shouldShowATestThatIsRun() throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        String run = Files.readString(root.resolve("http-lite/src/test/java/example/GreetingTest.java"));
        assertEquals(run, "package example;\n\n" + Readme.example(root.resolve("README.md"), "testing"));
    }

    @Test
    void shouldSayWhichExampleIsMissing() {
        AssertionError error = assertThrows(AssertionError.class, () -> Readme.example(readme, "three"));
        assertEquals(readme + " has no fenced code behind <!-- example: three -->", error.getMessage());
    }
}

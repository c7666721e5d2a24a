package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./staunch} itself, in a copy of the sources: it builds once, and again when a source has changed. */
@Tag("system")
class StaunchScriptTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(5);
    private static final Set<String> NOT_COPIED = Set.of("target", "test", ".git", ".staunch-build");

    @TempDir
    static Path folder;

    private static Path copy;

    @BeforeAll
    static void copySources() throws IOException {
        copy = Files.createDirectory(folder.resolve("a path with a space"));
        copyTree(ROOT, copy);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        List<Path> entries;
        try (Stream<Path> listed = Files.list(from)) {
            entries = listed.filter(
                            entry -> !NOT_COPIED.contains(entry.getFileName().toString()))
                    .toList();
        }
        for (Path entry : entries) {
            Path target = to.resolve(entry.getFileName());
            if (Files.isDirectory(entry)) {
                Files.createDirectory(target);
                copyTree(entry, target);
            } else {
                Files.copy(entry, target, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @Test
    @Timeout(600)
    void shouldBuildOnceAndAgainWhenASourceChanged() throws Exception {
        ExternalProgram.onPath("mvn");
        Path link = Files.createSymbolicLink(folder.resolve("link"), copy.resolve("staunch"));
        ExternalProgram script = ExternalProgram.of(link)
                .in(folder)
                .within(BUILD_LIMIT)
                .with("JAVA_HOME", System.getProperty("java.home"));

        ExternalProgram.Outcome first = script.run("--version").expectSuccess();
        assertTrue(first.output().startsWith("staunch "), first.output());
        assertEquals("Building Staunch (first run, about a minute)…\n", first.errors());

        ExternalProgram.Outcome second = script.run("bogus");
        assertEquals(2, second.status());
        assertTrue(second.errors().startsWith("staunch: bogus is not one of the commands\n"), second.errors());

        String collector = "-XX:+UseSerialGC -Xmn16m --enable-native-access";
        assertTrue(commandOf(link, "bench", "compare").startsWith(collector));
        assertFalse(commandOf(link, "bench", "requests").contains("-XX"));

        Path main = copy.resolve("examples/src/main/java/staunch/examples/Main.java");
        Files.writeString(main, Files.readString(main).replace("\"staunch 0", "\"changed staunch 0"));
        ExternalProgram.Outcome third = ExternalProgram.of(copy.resolve("staunch"))
                .in(copy.resolve("examples"))
                .within(BUILD_LIMIT)
                .with("JAVA_HOME", System.getProperty("java.home"))
                .run("--version")
                .expectSuccess();
        assertTrue(third.output().startsWith("changed staunch "), third.output());
        assertEquals("Sources changed, rebuilding Staunch…\n", third.errors());
        assertFalse(Files.exists(copy.resolve(".staunch-build/lock")));
    }

    /** What the script would have Java do. */
    private static String commandOf(Path script, String... arguments) throws Exception {
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, """
                #!/bin/sh
                if [ "$1" = -version ]; then echo 'openjdk version "17"' >&2; else echo "$@"; fi
                """);
        assertTrue(java.toFile().setExecutable(true));
        return ExternalProgram.of(script)
                .in(folder)
                .with("JAVA_HOME", folder.resolve("jdk").toString())
                .run(arguments)
                .expectSuccess()
                .output();
    }
}

package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class ExternalProgramTest {
    private static final String NO_SUCH_PROGRAM = "staunch-no-such-program";

    @Test
    void shouldKeepStatusOutputAndErrorsApart() throws Exception {
        ExternalProgram.Outcome outcome = ExternalProgram.onPath("sh").run("-c", "echo out; echo err >&2; exit 3");
        assertEquals(new ExternalProgram.Outcome(3, "out\n", "err\n"), outcome);
        assertThrows(AssertionFailedError.class, outcome::expectSuccess);
    }

    @Test
    void shouldRunWhereAndWithWhatItIsTold(@TempDir Path folder) throws Exception {
        ExternalProgram shell =
                ExternalProgram.onPath(NO_SUCH_PROGRAM, "sh").in(folder).with("GREETING", "hello");
        String expected = "hello " + folder.toRealPath() + "\n";
        assertEquals(
                expected,
                shell.run("-c", "echo $GREETING $(pwd -P)").expectSuccess().output());
    }

    @Test
    void shouldEndWhatRunsTooLong() {
        ExternalProgram shell = ExternalProgram.onPath("sh").within(Duration.ofMillis(50));
        AssertionFailedError error = assertThrows(AssertionFailedError.class, () -> shell.run("-c", "sleep 1000"));
        assertTrue(error.getMessage().contains("ran for more than"), error::getMessage);
    }

    @Test
    void shouldSkipOrFailWhenTheProgramIsMissing() {
        Class<? extends Throwable> expected =
                Boolean.getBoolean(ExternalProgram.REQUIRED) ? AssertionError.class : TestAbortedException.class;
        Throwable thrown = assertThrows(expected, () -> ExternalProgram.onPath(NO_SUCH_PROGRAM));
        assertTrue(thrown.getMessage().contains(NO_SUCH_PROGRAM), thrown::getMessage);
    }
}

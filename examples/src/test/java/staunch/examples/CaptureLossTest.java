package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import staunch.http.LineWriter;

class CaptureLossTest {
    /** Held, or its level is collected with it. */
    private static final Logger LOGGER = Logger.getLogger(LineWriter.class.getName());

    @BeforeAll
    static void quiet() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void loudAgain() {
        LOGGER.setLevel(null);
    }

    @Test
    void shouldSayAtTheEndHowMuchWasLost() {
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        Capture capture = new Capture(new PrintStream(terminal, true, StandardCharsets.UTF_8));
        LineWriter whole = capture.writer("--log whole", OutputStream.nullOutputStream());
        LineWriter full = capture.writer("--log full", new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("No space left on device");
            }
        });
        for (int i = 0; i < 3; i++) {
            whole.write(() -> "line");
            full.write(() -> "line");
        }
        capture.close();
        assertEquals(
                "--log full is not complete: it lacks 3 of its pieces\n", terminal.toString(StandardCharsets.UTF_8));
    }
}

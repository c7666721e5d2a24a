package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.codec.Fields;
import staunch.http.codec.HttpVersion;
import staunch.http.codec.ResponseHead;
import staunch.http.codec.Status;

class ResponsePrinterTest {
    private static final ResponseHead HEAD =
            new ResponseHead(HttpVersion.HTTP_1_1, Status.OK, Fields.of("Content-Type", "text/plain"));

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final ByteArrayOutputStream notes = new ByteArrayOutputStream();

    private ResponsePrinter printer(OutputStream out, boolean withFields) {
        return new ResponsePrinter(new Output(new PrintStream(out), new PrintStream(notes)), withFields);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldPrintTheHeadApartFromTheBody(boolean withFields) {
        ResponsePrinter printer = printer(body, withFields);
        printer.onHead(HEAD);
        byte[] bytes = {0, 1, (byte) 0xff, '\r', '\n'};
        printer.onBytes(ByteBuffer.wrap(bytes, 0, 2));
        printer.onBytes(ByteBuffer.allocateDirect(3).put(bytes, 2, 3).flip());
        assertFalse(printer.whole().isDone());
        printer.onEnd(Fields.empty());

        assertSame(HEAD, printer.whole().join());
        assertArrayEquals(bytes, body.toByteArray());
        String fields = withFields ? "Content-Type: text/plain\n" : "";
        assertEquals("HTTP/1.1 200 OK\n" + fields + "\n", notes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldFailWhenTheResponseDoes() {
        ResponsePrinter printer = printer(body, false);
        printer.onFailure(new IOException("cut"));
        CompletionException failure =
                assertThrows(CompletionException.class, () -> printer.whole().join());
        assertEquals("cut", failure.getCause().getMessage());
    }

    @Test
    void shouldFailWhenNobodyReadsTheOutput() {
        ResponsePrinter printer = printer(new BrokenPipe(), false);
        ByteBuffer bytes = ByteBuffer.allocate(100);
        printer.onBytes(bytes);
        assertFalse(bytes.hasRemaining());
        CompletionException failure =
                assertThrows(CompletionException.class, () -> printer.whole().join());
        assertInstanceOf(CommandFailure.class, failure.getCause());
        assertTrue(failure.getCause().getMessage().contains("standard output was closed"));
    }

    private static final class BrokenPipe extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            throw new IOException("Broken pipe");
        }
    }
}

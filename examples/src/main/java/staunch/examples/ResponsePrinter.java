package staunch.examples;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import staunch.http.ResponseConsumer;
import staunch.http.codec.Fields;
import staunch.http.codec.ResponseHead;

/** Prints a response as it comes: its head to one place, its body, byte for byte, to another. */
final class ResponsePrinter implements ResponseConsumer {
    private final PrintWriter heads;
    private final boolean withFields;
    private final WritableByteChannel body;
    private final CompletableFuture<ResponseHead> whole = new CompletableFuture<>();
    private @Nullable ResponseHead head;

    ResponsePrinter(PrintWriter heads, boolean withFields, OutputStream body) {
        this.heads = heads;
        this.withFields = withFields;
        this.body = Channels.newChannel(body);
    }

    /** The head, once the body is printed to its end. */
    CompletableFuture<ResponseHead> whole() {
        return whole;
    }

    @Override
    public void onHead(ResponseHead received) {
        head = received;
        heads.println(received.version() + " " + received.status());
        if (withFields) {
            received.fields().forEach(field -> heads.println(field.name() + ": " + field.value()));
        }
        heads.println();
        heads.flush();
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                body.write(bytes);
            }
        } catch (IOException e) {
            bytes.position(bytes.limit());
            whole.completeExceptionally(new CommandFailure("cannot print the response: " + e.getMessage(), e));
        }
    }

    @Override
    public void onEnd(Fields trailers) {
        whole.complete(head);
    }

    @Override
    public void onFailure(Throwable failure) {
        whole.completeExceptionally(failure);
    }
}

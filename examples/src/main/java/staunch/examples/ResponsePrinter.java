package staunch.examples;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import staunch.http.ResponseConsumer;
import staunch.http.codec.Fields;
import staunch.http.codec.ResponseHead;

/** Prints a response as it comes: its head to one place, its body, byte for byte, to another. */
final class ResponsePrinter implements ResponseConsumer {
    private final Output output;
    private final boolean withFields;
    private final CompletableFuture<ResponseHead> whole = new CompletableFuture<>();
    private @Nullable ResponseHead head;

    /**
     * @param output the head goes to its {@code err}, the body to its {@code out}
     * @param withFields whether the head's fields are printed too
     */
    ResponsePrinter(Output output, boolean withFields) {
        this.output = output;
        this.withFields = withFields;
    }

    /** The head, once the body is printed to its end. */
    CompletableFuture<ResponseHead> whole() {
        return whole;
    }

    @Override
    public void onHead(ResponseHead received) {
        head = received;
        PrintStream heads = output.err();
        heads.println(received.version() + " " + received.status());
        if (withFields) {
            received.fields().forEach(field -> heads.println(field.name() + ": " + field.value()));
        }
        heads.println();
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        byte[] piece = new byte[bytes.remaining()];
        bytes.get(piece);
        output.out().write(piece, 0, piece.length);
        if (output.out().checkError()) {
            whole.completeExceptionally(new CommandFailure(
                    "the response cannot be printed: standard output was closed, or its disk is full"));
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

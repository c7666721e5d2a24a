package staunch.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSocket;
import staunch.bench.BenchServer;
import staunch.http.codec.Fields;
import staunch.http.codec.HttpLimits;
import staunch.http.codec.HttpVersion;
import staunch.http.codec.Method;
import staunch.http.codec.Rejection;
import staunch.http.codec.RequestDecoder;
import staunch.http.codec.ResponseEncoder;
import staunch.http.codec.Status;

/**
 * One connection, served by a thread that waits for it.
 *
 * <pre>
 *   read ─> decode ─> encode ─┬─ another request is there ─> decode
 *    ^                        └─ none ─> write all answers at once
 *    └────────────────────────────────────────┘
 * </pre>
 *
 * What was read and not used stays at the front of {@code in}, which is kept ready to be read into; what was answered and
 * not sent, in {@code out}, which is kept ready to be written into.
 */
final class BlockingConnection implements Runnable {
    private static final HttpLimits LIMITS = BenchServer.options().limits();
    private static final int INPUT_BYTES = 8 << 10;
    /** One full record. */
    private static final int OUTPUT_BYTES = 16 << 10;

    private static final Fields TEXT = Fields.of("Content-Type", PeerAnswers.TEXT);
    private static final Fields BINARY = Fields.of("Content-Type", PeerAnswers.BINARY);
    private static final byte[] PLAINTEXT = PeerAnswers.plaintext();
    private static final byte[] WHAT_THERE_IS = PeerAnswers.whatThereIs();

    private final SSLSocket socket;
    private final RequestDecoder decoder = new RequestDecoder(LIMITS);
    private final ResponseEncoder encoder = new ResponseEncoder();
    private final ByteBuffer out = ByteBuffer.allocate(OUTPUT_BYTES);
    private ByteBuffer in = ByteBuffer.allocate(INPUT_BYTES);

    BlockingConnection(SSLSocket socket) {
        this.socket = socket;
    }

    @Override
    public void run() {
        try (socket) {
            InputStream input = socket.getInputStream();
            OutputStream output = socket.getOutputStream();
            boolean more = true;
            while (more && receive(input)) {
                in.flip();
                more = answerAll(output);
                in.compact();
                flush(output);
            }
        } catch (IOException gone) {
            // Nobody is left to be answered.
        }
    }

    /** Waits for more; false at the end. */
    private boolean receive(InputStream input) throws IOException {
        if (!in.hasRemaining()) {
            in = ByteBuffer.allocate(LIMITS.neededLeftoverBytes() + INPUT_BYTES).put(in.flip());
        }
        int bytes = input.read(in.array(), in.position(), in.remaining());
        if (bytes < 0) {
            return false;
        }
        in.position(in.position() + bytes);
        return true;
    }

    /** Answers all requests that are there whole; false if no more may follow. */
    private boolean answerAll(OutputStream output) throws IOException {
        while (true) {
            switch (decoder.decode(in)) {
                case HEAD -> {}
                case BODY -> decoder.skipBody(in);
                case END -> {
                    answer(output);
                    if (!encoder.keepAlive()) {
                        return false;
                    }
                }
                case REJECTED -> {
                    refuse(decoder.rejection().orElseThrow(), output);
                    return false;
                }
                case NEED_MORE -> {
                    return true;
                }
                case FINISHED -> {
                    return false;
                }
            }
        }
    }

    private void answer(OutputStream output) throws IOException {
        encoder.answer(decoder.method(), decoder.version(), decoder.keepAlive());
        if (decoder.isTarget(PeerAnswers.PLAINTEXT_TARGET)) {
            send(Status.OK, PLAINTEXT, output);
            return;
        }
        long bytes = BenchServer.bytesAsked(decoder.target());
        if (bytes < 0) {
            send(Status.NOT_FOUND, WHAT_THERE_IS, output);
        } else {
            sendZeros(bytes, output);
        }
    }

    private void refuse(Rejection rejection, OutputStream output) throws IOException {
        encoder.answer(Method.GET, HttpVersion.HTTP_1_1, false);
        send(rejection.status(), new byte[0], output);
    }

    private void send(Status status, byte[] body, OutputStream output) throws IOException {
        sendHead(status, TEXT, body.length, output);
        sendBody(ByteBuffer.wrap(body), output);
        encoder.end(out);
    }

    private void sendZeros(long bytes, OutputStream output) throws IOException {
        sendHead(Status.OK, BINARY, bytes, output);
        for (long left = encoder.hasBody() ? bytes : 0; left > 0; ) {
            ByteBuffer piece = PeerAnswers.zeros(left);
            left -= piece.remaining();
            sendBody(piece, output);
        }
        encoder.end(out);
    }

    private void sendHead(Status status, Fields fields, long bodyBytes, OutputStream output) throws IOException {
        if (!encoder.begin(out, status, fields, BlockingDate.now(), bodyBytes)) {
            flush(output);
            encoder.begin(out, status, fields, BlockingDate.now(), bodyBytes);
        }
    }

    private void sendBody(ByteBuffer body, OutputStream output) throws IOException {
        encoder.body(out, body);
        while (body.hasRemaining()) {
            flush(output);
            encoder.body(out, body);
        }
    }

    private void flush(OutputStream output) throws IOException {
        output.write(out.array(), 0, out.position());
        out.clear();
    }
}

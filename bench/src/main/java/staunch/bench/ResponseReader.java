package staunch.bench;

import java.nio.ByteBuffer;
import staunch.http.codec.HttpLimits;
import staunch.http.codec.Method;
import staunch.http.codec.ResponseDecoder;
import staunch.http.codec.Status;
import staunch.http.codec.Step;
import staunch.http.codec.StreamEnd;
import staunch.reactor.InputEnd;

/**
 * Reads the responses of one connection, however many requests were sent ahead of them, and drops their bodies. Used on the
 * connection's loop.
 */
final class ResponseReader {
    /** Hears of each response that is whole. */
    @FunctionalInterface
    interface Listener {
        /**
         * @param bodyBytes how long its body was
         * @param keepAlive whether another one may follow on this connection
         */
        void onResponse(Status status, long bodyBytes, boolean keepAlive);
    }

    private final ResponseDecoder decoder = new ResponseDecoder(HttpLimits.forResponses());
    private final Method method;
    private final Listener listener;
    private int due;
    private long bodyBytes;

    ResponseReader(Method method, Listener listener) {
        this.method = method;
        this.listener = listener;
    }

    /** A request has been written. */
    void requested() {
        due++;
        expectNext();
    }

    private void expectNext() {
        if (due > 0 && !decoder.isResponseDue() && decoder.isBetweenMessages()) {
            decoder.expect(method);
        }
    }

    /** Takes what there is; false if it is no answer to what was asked. */
    boolean read(ByteBuffer in) {
        while (true) {
            Step step = decoder.decode(in);
            switch (step) {
                case NEED_MORE, FINISHED -> {
                    return true;
                }
                case REJECTED -> {
                    return false;
                }
                case HEAD -> {}
                case BODY -> bodyBytes += decoder.skipBody(in);
                case END -> end();
            }
        }
    }

    /** The input has ended, in order or not; in order, it is the end of a response that has no other. */
    void inputEnded(InputEnd how) {
        if (how == InputEnd.CLEAN && decoder.endOfInput() == StreamEnd.COMPLETES_BODY) {
            end();
        }
    }

    private void end() {
        if (decoder.status().isInterim()) {
            return;
        }
        long bytes = bodyBytes;
        bodyBytes = 0;
        due--;
        expectNext();
        listener.onResponse(decoder.status(), bytes, decoder.keepAlive());
    }
}

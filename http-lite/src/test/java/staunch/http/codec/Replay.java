package staunch.http.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Feeds a decoder as a channel does: what is not consumed is shown again in front of newer bytes, in another buffer and at
 * another position. Writes down what comes of it.
 */
final class Replay {
    /** Where the bytes lie. */
    enum Memory {
        HEAP,
        DIRECT
    }

    private final MessageDecoder decoder;
    private final Memory memory;
    private final boolean noteTrailers;
    private final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private Iterator<Method> methods = Collections.emptyIterator();
    private boolean ends;
    private boolean over;
    private byte[] leftover = {};
    private int largestLeftover;

    Replay(MessageDecoder decoder, Memory memory) {
        this(decoder, memory, true);
    }

    Replay(MessageDecoder decoder, Memory memory, boolean noteTrailers) {
        this.decoder = decoder;
        this.memory = memory;
        this.noteTrailers = noteTrailers;
    }

    /** Has the decoder expect responses to these requests, one behind the other. */
    Replay expecting(List<Method> requests) {
        methods = requests.iterator();
        expectNext();
        return this;
    }

    private void expectNext() {
        if (methods.hasNext() && decoder instanceof ResponseDecoder responses && decoder.isBetweenMessages()) {
            if (!responses.isResponseDue()) {
                responses.expect(methods.next());
            }
        }
    }

    /** Has the input end behind what is shown. */
    Replay untilTheEnd() {
        ends = true;
        return this;
    }

    /** Shows all the input, in pieces of the sizes that the supplier gives; returns the events. */
    List<String> feed(String input, IntSupplier sizes) {
        byte[] bytes = input.getBytes(StandardCharsets.ISO_8859_1);
        int at = 0;
        while (at < bytes.length) {
            int size = Math.min(bytes.length - at, sizes.getAsInt());
            show(bytes, at, size);
            at += size;
        }
        if (ends && decoder.endOfInput() == StreamEnd.COMPLETES_BODY) {
            events.add(StreamEnd.COMPLETES_BODY + " " + bodySoFar());
        }
        return events;
    }

    List<String> events() {
        return events;
    }

    int largestLeftover() {
        return largestLeftover;
    }

    String bodySoFar() {
        return body.toString(StandardCharsets.ISO_8859_1);
    }

    private void show(byte[] bytes, int from, int size) {
        ByteBuffer in = buffer(leftover.length + size, (from + size) % 3);
        in.mark();
        in.put(leftover).put(bytes, from, size).limit(in.position()).reset();
        Step step = decoder.decode(in);
        while (step == Step.HEAD || step == Step.BODY || step == Step.END) {
            note(step, in);
            step = decoder.decode(in);
        }
        noteLast(step);
        leftover = new byte[in.remaining()];
        in.get(leftover);
        if (step == Step.NEED_MORE) {
            largestLeftover = Math.max(largestLeftover, leftover.length);
        }
    }

    private ByteBuffer buffer(int size, int offset) {
        ByteBuffer buffer =
                memory == Memory.HEAP ? ByteBuffer.allocate(size + offset) : ByteBuffer.allocateDirect(size + offset);
        return buffer.position(offset);
    }

    private void note(Step step, ByteBuffer in) {
        switch (step) {
            case HEAD -> {
                events.add(head());
                body.reset();
            }
            case BODY -> body.writeBytes(take(in));
            case END -> {
                events.add(bodySoFar());
                if (noteTrailers && !decoder.trailers().isEmpty()) {
                    events.add(decoder.trailers().toString());
                }
                expectNext();
            }
            default -> throw new IllegalStateException("not an event: " + step);
        }
    }

    private String head() {
        if (decoder instanceof RequestDecoder request) {
            return request.method() + " " + request.target() + " " + request.version() + " " + request.framing();
        }
        return ((ResponseDecoder) decoder).status().code() + " " + decoder.framing();
    }

    /** Each of the ways to take bytes in turn. */
    private byte[] take(ByteBuffer in) {
        int available = decoder.bodyAvailable(in);
        ByteBuffer to = available % 2 == 0 ? ByteBuffer.allocate((available + 1) / 2) : decoder.sliceBody(in);
        if (available % 2 == 0) {
            decoder.takeBody(in, to);
            to.flip();
        }
        byte[] taken = new byte[to.remaining()];
        to.get(taken);
        return taken;
    }

    private void noteLast(Step step) {
        if (over) {
            return;
        }
        if (step == Step.REJECTED) {
            events.add("REJECTED " + decoder.rejection().orElseThrow().status().code());
        } else if (step == Step.FINISHED) {
            events.add("FINISHED");
        }
        over = step == Step.REJECTED || step == Step.FINISHED;
    }
}

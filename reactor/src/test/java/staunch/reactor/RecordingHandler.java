package staunch.reactor;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Writes down what it is told, takes what it is shown unless told otherwise, and fails the test if one callback runs
 * inside another, or after the last.
 */
class RecordingHandler implements ChannelHandler {
    final List<String> events = new ArrayList<>();
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    final List<String> violations = new ArrayList<>();
    Channel channel;
    InputEnd inputEnd;
    CloseCause cause;

    Consumer<Channel> whenOpen = c -> {};
    BiConsumer<Channel, ByteBuffer> whenRead = (c, in) -> take(in, in.remaining());
    Consumer<Channel> whenWritable = c -> {};
    Consumer<Channel> whenInputEnds = c -> {};
    Consumer<Channel> whenClosed = c -> {};
    private String inside = "";

    void take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        received.writeBytes(bytes);
    }

    String receivedText() {
        return received.toString(StandardCharsets.US_ASCII);
    }

    boolean isClosed() {
        return cause != null;
    }

    CloseCause.Kind closedAs() {
        return cause == null ? null : cause.kind();
    }

    private void call(String event, Channel told, Runnable body) {
        channel = told;
        if (!inside.isEmpty()) {
            violations.add(event + " inside " + inside);
        }
        if (cause != null && !event.startsWith("closed")) {
            violations.add(event + " after closed");
        }
        events.add(event);
        String outer = inside;
        inside = event;
        try {
            body.run();
        } finally {
            inside = outer;
        }
    }

    @Override
    public void onOpen(Channel channel) {
        call("open", channel, () -> whenOpen.accept(channel));
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        call("read " + in.remaining(), channel, () -> whenRead.accept(channel, in));
    }

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {
        inputEnd = end;
        call("end " + end, channel, () -> whenInputEnds.accept(channel));
    }

    @Override
    public void onWritable(Channel channel) {
        call("writable", channel, () -> whenWritable.accept(channel));
    }

    @Override
    public void onClosed(Channel channel, CloseCause why) {
        if (cause != null) {
            violations.add("closed twice");
        }
        call("closed " + why.kind(), channel, () -> {
            cause = why;
            whenClosed.accept(channel);
        });
    }
}

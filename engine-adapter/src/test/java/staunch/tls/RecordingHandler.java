package staunch.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/** Writes down what it is told and does what the test says. */
final class RecordingHandler implements ChannelHandler {
    final List<String> events = new ArrayList<>();
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    Consumer<Channel> whenOpen = channel -> {};
    BiConsumer<Channel, ByteBuffer> whenRead = (channel, in) -> take(in);
    BiConsumer<Channel, InputEnd> whenInputEnds = (channel, end) -> channel.close();
    Consumer<Channel> whenWritable = channel -> {};
    Consumer<Channel> whenShutdown = Channel::close;
    Consumer<Throwable> whenClosed = failure -> {};

    @Nullable
    Channel channel;

    @Nullable
    InputEnd end;

    @Nullable
    CloseCause cause;

    /** What the test has written, if it counts. */
    int sentBytes;

    long heldWhenClosed = -1;
    private boolean inCallback;

    void take(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        received.writeBytes(bytes);
    }

    private void during(String event, Runnable callback) {
        if (inCallback) {
            events.add("NESTED " + event);
        }
        if (cause != null) {
            events.add("AFTER CLOSED " + event);
        }
        events.add(event);
        inCallback = true;
        try {
            callback.run();
        } finally {
            inCallback = false;
        }
    }

    @Override
    public void onOpen(Channel channel) {
        this.channel = channel;
        during("open", () -> whenOpen.accept(channel));
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        during("read", () -> whenRead.accept(channel, in));
    }

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {
        this.end = end;
        during("end " + end, () -> whenInputEnds.accept(channel, end));
    }

    @Override
    public void onWritable(Channel channel) {
        during("writable", () -> whenWritable.accept(channel));
    }

    @Override
    public void onShutdown(Channel channel) {
        during("shutdown", () -> whenShutdown.accept(channel));
    }

    @Override
    public void onClosed(Channel channel, CloseCause cause) {
        during("closed", () -> {});
        this.cause = cause;
        heldWhenClosed = channel.ledger().heldBytes();
        whenClosed.accept(new IOException(cause.toString(), cause.failure()));
    }

    boolean isClosed() {
        return cause != null;
    }

    Channel channel() {
        Channel open = channel;
        if (open == null) {
            throw new AssertionError("never opened: " + cause);
        }
        return open;
    }

    CloseCause cause() {
        CloseCause why = cause;
        if (why == null) {
            throw new AssertionError("not closed: " + events);
        }
        return why;
    }

    TlsException failure() {
        if (cause().failure() instanceof TlsException failure) {
            return failure;
        }
        throw new AssertionError("no TLS failure: " + cause);
    }

    @Override
    public String toString() {
        return events + ", " + received.size() + " bytes, " + end + ", " + cause;
    }
}

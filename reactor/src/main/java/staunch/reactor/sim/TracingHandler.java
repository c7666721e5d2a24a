package staunch.reactor.sim;

import java.nio.ByteBuffer;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/** Notes each callback in a {@link Trace} on its way to a handler. */
final class TracingHandler implements ChannelHandler {
    private final Trace trace;
    private final String name;
    private final ChannelHandler handler;
    private long takenBytes;

    TracingHandler(Trace trace, String name, ChannelHandler handler) {
        this.trace = trace;
        this.name = name;
        this.handler = handler;
    }

    private void note(String event) {
        trace.note(name, event, takenBytes);
    }

    @Override
    public void onOpen(Channel channel) {
        note("open");
        handler.onOpen(channel);
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        int shown = in.remaining();
        handler.onRead(channel, in);
        int taken = shown - in.remaining();
        takenBytes += taken;
        note("took " + taken + " of " + shown);
    }

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {
        note("input ended " + end);
        handler.onInputEnd(channel, end);
    }

    @Override
    public void onWritable(Channel channel) {
        note("writable");
        handler.onWritable(channel);
    }

    @Override
    public void onShutdown(Channel channel) {
        note("shutdown");
        handler.onShutdown(channel);
    }

    @Override
    public void onClosed(Channel channel, CloseCause cause) {
        note("closed " + cause.kind());
        handler.onClosed(channel, cause);
    }
}

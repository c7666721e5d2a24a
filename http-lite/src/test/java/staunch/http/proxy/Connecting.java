package staunch.http.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/** Asks for a tunnel, and lets the channel be another's once it stands. */
final class Connecting implements ChannelHandler {
    private static final String END = "\r\n\r\n";

    private final String authority;
    private final ChannelHandler inside;
    private final StringBuilder answer = new StringBuilder();
    private @Nullable Channel opened;

    Connecting(String authority, ChannelHandler inside) {
        this.authority = authority;
        this.inside = inside;
    }

    /** The channel to the proxy, once it is open. */
    Channel channel() {
        Channel channel = opened;
        if (channel == null) {
            throw new AssertionError("not open");
        }
        return channel;
    }

    @Override
    public void onOpen(Channel channel) {
        opened = channel;
        channel.write(ByteBuffer.wrap(("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + END)
                .getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        while (in.hasRemaining() && answer.indexOf(END) < 0) {
            answer.append((char) in.get());
        }
        if (answer.indexOf(END) < 0) {
            return;
        }
        if (!answer.toString().startsWith("HTTP/1.1 200 ")) {
            throw new AssertionError(answer);
        }
        channel.handler(inside);
        inside.onOpen(channel);
        channel.resumeReads();
    }

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {}

    @Override
    public void onClosed(Channel channel, CloseCause cause) {
        inside.onClosed(channel, cause);
    }
}

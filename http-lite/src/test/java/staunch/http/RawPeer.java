package staunch.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/** One end of a connection that says what the test tells it to, HTTP or not, and keeps all that it hears. */
public final class RawPeer implements ChannelHandler {
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private @Nullable Channel channel;
    private @Nullable InputEnd inputEnd;
    private @Nullable CloseCause cause;

    public Channel channel() {
        if (channel == null) {
            throw new AssertionError("not open");
        }
        return channel;
    }

    public boolean isOpened() {
        return channel != null;
    }

    /** Bytes as ISO-8859-1; they go out now. */
    public void send(String text) {
        send(text.getBytes(StandardCharsets.ISO_8859_1), 0, text.length());
    }

    public void send(byte[] bytes, int from, int length) {
        channel().write(ByteBuffer.wrap(bytes, from, length));
        channel().flush();
    }

    public String received() {
        return received.toString(StandardCharsets.ISO_8859_1);
    }

    /** What has come since the last call. */
    public String take() {
        String text = received();
        received.reset();
        return text;
    }

    public Optional<InputEnd> inputEnd() {
        return Optional.ofNullable(inputEnd);
    }

    public Optional<CloseCause> cause() {
        return Optional.ofNullable(cause);
    }

    public boolean isClosed() {
        return cause != null;
    }

    @Override
    public void onOpen(Channel opened) {
        channel = opened;
    }

    @Override
    public void onRead(Channel from, ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        received.writeBytes(bytes);
    }

    @Override
    public void onInputEnd(Channel from, InputEnd end) {
        inputEnd = end;
    }

    @Override
    public void onClosed(Channel closed, CloseCause why) {
        cause = why;
    }
}

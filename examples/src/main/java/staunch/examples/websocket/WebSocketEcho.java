package staunch.examples.websocket;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import staunch.http.HttpHandler;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/**
 * Sends each message back, and takes the next when that one has been taken: a peer that does not read stops us reading.
 *
 * <pre>
 *   OPEN --- a close came, or what is against the rules, or the server ends ---&gt; CLOSING: our close is behind all else
 *                                                                                  |
 *                                                          channel.close() &lt;-------' when the channel has it
 * </pre>
 *
 * The <em>frame leftover</em> is what the channel has not taken of the frame that was written last. On the channel's loop.
 */
public final class WebSocketEcho implements ChannelHandler {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final WebSocketDecoder decoder = new WebSocketDecoder(WebSocketDecoder.DEFAULT_MAX_MESSAGE_BYTES);
    private ByteBuffer leftover = NOTHING;
    private @Nullable ByteBuffer farewell;

    private WebSocketEcho() {}

    /** Answers requests for a WebSocket. */
    public static HttpHandler handler() {
        return exchange -> WebSocketHandshake.answer(exchange, new WebSocketEcho());
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        try {
            boolean more = true;
            while (more && passOn(channel)) {
                more = answer(decoder.decode(in));
            }
        } catch (WebSocketException refused) {
            farewell = WebSocketFrame.close(refused.closeCode, String.valueOf(refused.getMessage()));
            passOn(channel);
        }
        if (farewell != null) {
            in.position(in.limit());
        }
    }

    /** Whether there may be another message. */
    private boolean answer(@Nullable WebSocketMessage message) {
        if (message == null) {
            return false;
        }
        switch (message.opcode()) {
            case TEXT, BINARY -> leftover = WebSocketFrame.of(message.opcode(), message.payload());
            case PING -> leftover = WebSocketFrame.of(Opcode.PONG, message.payload());
            case CLOSE -> farewell = WebSocketFrame.close(message.closeCode(), "");
            case PONG, CONTINUATION -> {}
        }
        return true;
    }

    /** Whether all is passed on that there is, and more can be: never once the farewell is said. */
    private boolean passOn(Channel channel) {
        channel.write(leftover);
        if (leftover.hasRemaining()) {
            return false;
        }
        if (farewell != null) {
            leftover = farewell;
            channel.write(farewell);
            if (!farewell.hasRemaining()) {
                channel.close();
            }
            return false;
        }
        return channel.isWritable();
    }

    @Override
    public void onWritable(Channel channel) {
        passOn(channel);
        channel.resumeReads();
    }

    /** Without a close: there is nobody to say one to. */
    @Override
    public void onInputEnd(Channel channel, InputEnd end) {
        channel.close();
    }

    @Override
    public void onShutdown(Channel channel) {
        if (farewell == null) {
            farewell = WebSocketFrame.close(CloseCode.GOING_AWAY, "the server ends");
        }
        passOn(channel);
    }

    @Override
    public void onClosed(Channel channel, CloseCause cause) {}
}

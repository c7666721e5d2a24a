package staunch.reactor.sim;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/** Sends random bytes and its end, and compares what comes back. */
final class EchoClient implements ChannelHandler {
    private final ByteBuffer toSend;
    private final ByteBuffer expected;
    private boolean differed;
    private boolean cleanEnd;
    private Optional<CloseCause> cause = Optional.empty();
    Optional<Channel> channel = Optional.empty();

    EchoClient(long seed, int bytes) {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        toSend = ByteBuffer.wrap(content);
        expected = ByteBuffer.wrap(content);
    }

    private void send(Channel channel) {
        channel.write(toSend);
        if (!toSend.hasRemaining()) {
            channel.shutdownOutput();
        }
    }

    @Override
    public void onOpen(Channel channel) {
        this.channel = Optional.of(channel);
        send(channel);
    }

    @Override
    public void onWritable(Channel channel) {
        if (toSend.hasRemaining()) {
            send(channel);
        }
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        while (in.hasRemaining()) {
            byte next = in.get();
            differed |= !expected.hasRemaining() || next != expected.get();
        }
    }

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {
        cleanEnd = end == InputEnd.CLEAN;
    }

    @Override
    public void onClosed(Channel channel, CloseCause cause) {
        this.cause = Optional.of(cause);
    }

    boolean isClosed() {
        return cause.isPresent();
    }

    /** Everything came back, and then a clean end. */
    boolean succeeded() {
        return cleanEnd && !differed && !expected.hasRemaining();
    }

    /** Not everything came back, but what did was right, and the end says why. */
    boolean failedTyped() {
        return !differed && cause.filter(c -> !c.isOrderly()).isPresent();
    }

    @Override
    public String toString() {
        return "EchoClient[" + expected + ", differed " + differed + ", clean end " + cleanEnd + ", " + cause + "]";
    }
}

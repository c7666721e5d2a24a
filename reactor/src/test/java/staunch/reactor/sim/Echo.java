package staunch.reactor.sim;

import java.nio.ByteBuffer;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/** Sends back what comes, as fast as the other side takes it, and then ends. */
final class Echo implements ChannelHandler {
    private boolean inputEnded;
    private boolean left;

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        channel.write(in);
        left = in.hasRemaining();
        if (inputEnded && !left) {
            channel.shutdownOutput();
        }
    }

    @Override
    public void onWritable(Channel channel) {
        channel.resumeReads();
    }

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {
        inputEnded = true;
        if (!left) {
            channel.shutdownOutput();
        }
    }

    @Override
    public void onClosed(Channel channel, CloseCause cause) {}
}

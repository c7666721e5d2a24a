package staunch.reactor;

import java.nio.ByteBuffer;

/** Sends back what comes, from inside onRead, as fast as the peer takes it; ends when the peer has. */
final class EchoHandler extends RecordingHandler {
    private boolean waitsForRoom;

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        super.onRead(channel, in);
        channel.write(in);
        waitsForRoom = in.hasRemaining();
        endIfDone(channel);
    }

    EchoHandler() {
        whenRead = (channel, in) -> {};
        whenInputEnds = this::endIfDone;
        whenWritable = Channel::resumeReads;
    }

    private void endIfDone(Channel channel) {
        if (inputEnd == InputEnd.CLEAN && !waitsForRoom) {
            channel.shutdownOutput();
        }
    }
}

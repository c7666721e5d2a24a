package staunch.tls;

import java.nio.ByteBuffer;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.tls.record.RecordHeader;

/** Counts the encrypted records that arrive with at most so many bytes, for tests that send long ones. */
final class CountingTap extends Tap {
    private static final byte APPLICATION_DATA = 23;

    private final int maxBytes;
    private final int[] count;
    private final byte[] header = new byte[RecordHeader.BYTES];
    private int headerBytes;
    private int payloadLeft;

    CountingTap(ChannelHandler tls, int maxBytes, int[] count) {
        super(tls);
        this.maxBytes = maxBytes;
        this.count = count;
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {
        for (int at = in.position(); at < in.limit(); at++) {
            see(in.get(at));
        }
        super.onRead(channel, in);
    }

    private void see(byte b) {
        if (payloadLeft > 0) {
            payloadLeft--;
            return;
        }
        header[headerBytes++] = b;
        if (headerBytes == RecordHeader.BYTES) {
            headerBytes = 0;
            payloadLeft = RecordHeader.payloadBytes(ByteBuffer.wrap(header));
            if (header[0] == APPLICATION_DATA && RecordHeader.BYTES + payloadLeft <= maxBytes) {
                count[0]++;
            }
        }
    }
}

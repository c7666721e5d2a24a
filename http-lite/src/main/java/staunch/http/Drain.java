package staunch.http;

import java.nio.ByteBuffer;
import staunch.http.codec.Fields;

/** Drops a body that nobody wanted, up to a bound, so that the connection can go on. */
final class Drain implements BodyConsumer {
    private final Runnable tooMuch;
    private long leftBytes;

    Drain(long maxBytes, Runnable tooMuch) {
        this.leftBytes = maxBytes;
        this.tooMuch = tooMuch;
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        boolean within = leftBytes >= 0;
        leftBytes -= bytes.remaining();
        bytes.position(bytes.limit());
        if (within && leftBytes < 0) {
            tooMuch.run();
        }
    }

    @Override
    public void onEnd(Fields trailers) {}

    @Override
    public void onFailure(Throwable failure) {}
}

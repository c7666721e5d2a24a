package staunch.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A connection that failed before there was a socket, so that its handler hears of it in the one usual way. */
final class FailedSocket implements StreamSocket {
    private final InetSocketAddress remote;
    private final IOException failure;

    FailedSocket(InetSocketAddress remote, IOException failure) {
        this.remote = remote;
        this.failure = failure;
    }

    @Override
    public void register(Poller poller, Listener listener) throws IOException {
        throw failure;
    }

    @Override
    public void interest(int operations) {}

    @Override
    public boolean finishConnect() throws IOException {
        throw failure;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        throw failure;
    }

    @Override
    public long write(ByteBuffer[] sources, int count) throws IOException {
        throw failure;
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public void reset() {}

    @Override
    public void close() {}

    @Override
    public InetSocketAddress localAddress() {
        return new InetSocketAddress(0);
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remote;
    }
}

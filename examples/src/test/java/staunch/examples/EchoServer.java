package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.Reactor;
import staunch.reactor.Security;
import staunch.tls.TlsServer;

/** Our server as strangers meet it: sends back what comes, at once, or only when the client has ended its direction. */
final class EchoServer implements AutoCloseable {
    private static final int LIMIT_SECONDS = 30;

    private final Reactor reactor = Reactor.start();
    private final BlockingQueue<Security> negotiated = new LinkedBlockingQueue<>();
    private final BlockingQueue<CloseCause> closed = new LinkedBlockingQueue<>();
    private final int port;

    /** Sends each client what it sent, and after that many bytes ends the connection. */
    static EchoServer atOnce(TlsServer tls, int bytes) throws IOException {
        return new EchoServer(tls, bytes, false);
    }

    /** Sends each client what it sent, behind its close_notify. */
    static EchoServer behindTheEnd(TlsServer tls) throws IOException {
        return new EchoServer(tls, Integer.MAX_VALUE, true);
    }

    private EchoServer(TlsServer tls, int bytes, boolean waitsForEnd) throws IOException {
        InetSocketAddress loopback = new InetSocketAddress("127.0.0.1", 0);
        port = reactor.listen(loopback, () -> tls.over(new Echo(bytes, waitsForEnd)))
                .localAddress()
                .getPort();
    }

    int port() {
        return port;
    }

    /** What was negotiated with the next client, in the order in which they came. */
    Security nextNegotiated() throws InterruptedException {
        Security next = negotiated.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertNotNull(next, () -> "no client got through its handshake; connections ended so: " + closed);
        return next;
    }

    @Override
    public void close() {
        reactor.close();
    }

    private final class Echo implements ChannelHandler {
        private final boolean waitsForEnd;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private ByteBuffer answer = ByteBuffer.allocate(0);
        private int bytesLeft;

        Echo(int bytes, boolean waitsForEnd) {
            this.bytesLeft = bytes;
            this.waitsForEnd = waitsForEnd;
        }

        @Override
        public void onOpen(Channel channel) {
            negotiated.add(channel.security().orElseThrow());
        }

        @Override
        public void onRead(Channel channel, ByteBuffer in) {
            if (waitsForEnd) {
                byte[] piece = new byte[in.remaining()];
                in.get(piece);
                kept.writeBytes(piece);
                return;
            }
            bytesLeft -= channel.write(in);
            if (bytesLeft <= 0) {
                channel.close();
            }
        }

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {
            if (waitsForEnd && end == InputEnd.CLEAN) {
                answer = ByteBuffer.wrap(kept.toByteArray());
                sendAnswer(channel);
            } else {
                channel.close();
            }
        }

        @Override
        public void onWritable(Channel channel) {
            if (answer.hasRemaining()) {
                sendAnswer(channel);
            } else {
                channel.resumeReads();
            }
        }

        private void sendAnswer(Channel channel) {
            channel.write(answer);
            if (!answer.hasRemaining()) {
                channel.close();
            }
        }

        @Override
        public void onClosed(Channel channel, CloseCause cause) {
            closed.add(cause);
        }
    }
}

package staunch.reactor.sim;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.Reactor;

/** The example of the package's description, so that it stays true. */
class PackageExampleTest {
    @Test
    void shouldGreetOrFailWhateverTheNetworkDoes() {
        Seeds.forEach(1_000, seed -> {
            try (Simulation simulation = new Simulation(seed, FaultProfile.HOSTILE.without(Fault.ACCEPT_FAILED))) {
                Reactor reactor = simulation.newReactor(1);
                InetSocketAddress address = reactor.listen(new InetSocketAddress("127.0.0.1", 0), Greeter::new)
                        .localAddress();
                Asker asker = new Asker("world");
                reactor.connect(address, simulation.trace().over("asker", asker));
                simulation.run(asker::isClosed);
                assertTrue(asker.answer().equals("hello, world") || asker.failed(), asker::answer);
            }
        });
    }

    /** Leaves the name where it is until all of it is there. */
    private static final class Greeter implements ChannelHandler {
        private int nameBytes;

        @Override
        public void onRead(Channel channel, ByteBuffer in) {
            nameBytes = in.remaining();
        }

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {
            ByteBuffer name = ByteBuffer.allocate(nameBytes);
            channel.read(name);
            channel.write(ByteBuffer.wrap("hello, ".getBytes(US_ASCII)));
            channel.write(name.flip());
            channel.close();
        }

        @Override
        public void onClosed(Channel channel, CloseCause cause) {}
    }

    private static final class Asker implements ChannelHandler {
        private final String name;
        private final StringBuilder answer = new StringBuilder();
        private boolean closed;
        private boolean failed;

        Asker(String name) {
            this.name = name;
        }

        @Override
        public void onOpen(Channel channel) {
            channel.write(ByteBuffer.wrap(name.getBytes(US_ASCII)));
            channel.shutdownOutput();
        }

        @Override
        public void onRead(Channel channel, ByteBuffer in) {
            while (in.hasRemaining()) {
                answer.append((char) in.get());
            }
        }

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {}

        @Override
        public void onClosed(Channel channel, CloseCause cause) {
            closed = true;
            failed = !cause.isOrderly();
        }

        boolean isClosed() {
            return closed;
        }

        String answer() {
            return answer.toString();
        }

        boolean failed() {
            return failed;
        }
    }
}

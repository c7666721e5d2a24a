package staunch.reactor.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.EventLoop;
import staunch.reactor.InputEnd;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.reactor.TcpChannel;

/** What runs in a simulation is what runs in production. */
class SameClassesTest {
    @ParameterizedTest
    @ValueSource(classes = {Reactor.class, EventLoop.class, TcpChannel.class})
    void shouldAdmitNoOtherVersion(Class<?> type) {
        assertTrue(Modifier.isFinal(type.getModifiers()), type + " is final");
    }

    @Test
    void shouldMakeTheSameChannelsAndLoopsOnBothSidesOfTheSeam() throws IOException, InterruptedException {
        Channel simulated = simulatedChannel();
        Channel real = realChannel();
        assertSame(real.getClass(), simulated.getClass());
        assertSame(real.loop().getClass(), simulated.loop().getClass());
        assertEquals(TcpChannel.class, real.getClass());
    }

    private static Channel simulatedChannel() throws IOException {
        BlockingQueue<Channel> opened = new LinkedBlockingQueue<>();
        try (Simulation simulation = new Simulation(0, FaultProfile.NONE)) {
            connect(simulation.newReactor(1), opened);
            simulation.run(() -> !opened.isEmpty());
            return opened.remove();
        }
    }

    private static Channel realChannel() throws IOException, InterruptedException {
        BlockingQueue<Channel> opened = new LinkedBlockingQueue<>();
        try (Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1))) {
            connect(reactor, opened);
            Channel channel = opened.poll(30, TimeUnit.SECONDS);
            assertTrue(channel != null, "connected over loopback");
            return channel;
        }
    }

    private static void connect(Reactor reactor, BlockingQueue<Channel> opened) throws IOException {
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        reactor.connect(reactor.listen(anywhere, Echo::new).localAddress(), new ChannelHandler() {
            @Override
            public void onOpen(Channel channel) {
                opened.add(channel);
                channel.close();
            }

            @Override
            public void onRead(Channel channel, ByteBuffer in) {}

            @Override
            public void onInputEnd(Channel channel, InputEnd end) {}

            @Override
            public void onClosed(Channel channel, CloseCause cause) {}
        });
    }
}

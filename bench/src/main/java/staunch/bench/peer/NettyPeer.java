package staunch.bench.peer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import javax.net.ssl.SSLException;
import staunch.tls.SessionOptions;
import staunch.tls.pki.Identity;

/** Netty: its epoll transport where there is one, its HTTP codec, and the JDK's engine or BoringSSL's. */
final class NettyPeer {
    private NettyPeer() {}

    static int startWithJdk(PeerSettings settings) throws SSLException {
        return start(settings, context(settings.identity(), SslProvider.JDK));
    }

    static int startWithBoringSsl(PeerSettings settings) throws SSLException {
        if (!OpenSsl.isAvailable()) {
            throw new IllegalStateException(
                    "Netty's BoringSSL cannot be loaded: " + OpenSsl.unavailabilityCause(),
                    OpenSsl.unavailabilityCause());
        }
        // Counted references, as Netty's own benchmarks have it: nothing is left to a finalizer.
        SslContext context = context(settings.identity(), SslProvider.OPENSSL_REFCNT);
        // Without a key of its own it would issue no tickets, and TLS 1.3 knows no other way to continue a session.
        ((OpenSslSessionContext) context.sessionContext()).setTicketKeys(newTicketKey());
        return start(settings, context);
    }

    private static SslContext context(Identity identity, SslProvider provider) throws SSLException {
        return SslContextBuilder.forServer(identity.privateKey(), identity.chain())
                .sslProvider(provider)
                .protocols(PeerTls.versions())
                .sessionCacheSize(SessionOptions.DEFAULT.maxSessions())
                .sessionTimeout(SessionOptions.DEFAULT.lifetimeSeconds())
                .build();
    }

    private static OpenSslSessionTicketKey newTicketKey() {
        SecureRandom random = new SecureRandom();
        return new OpenSslSessionTicketKey(
                bytes(random, OpenSslSessionTicketKey.NAME_SIZE),
                bytes(random, OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                bytes(random, OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    private static byte[] bytes(SecureRandom random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static int start(PeerSettings settings, SslContext tls) {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory transport = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Class<? extends ServerChannel> listener = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(settings.loops(), transport);
        NettyDate date = NettyDate.keptBy(loops);
        Channel channel = new ServerBootstrap()
                .group(loops)
                .channel(listener)
                .option(ChannelOption.SO_BACKLOG, PeerSettings.BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel accepted) {
                        accepted.pipeline()
                                .addLast(
                                        tls.newHandler(accepted.alloc()),
                                        new HttpServerCodec(),
                                        new NettyHandler(date));
                    }
                })
                .bind(PeerSettings.address())
                .syncUninterruptibly()
                .channel();
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }
}

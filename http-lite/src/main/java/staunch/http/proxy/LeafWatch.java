package staunch.http.proxy;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import staunch.http.Origin;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.EventLoop;
import staunch.reactor.InputEnd;
import staunch.tls.TlsException;
import staunch.tls.record.Alert;

/** Sees how a client likes the certificate that it is shown, and stays in between for nothing else. Used on the loop. */
final class LeafWatch implements ChannelHandler {
    private static final System.Logger LOG = System.getLogger(LeafWatch.class.getName());

    /** By which a client says that it does not. */
    private static final Set<Alert> ABOUT_CERTIFICATES = Set.of(
            Alert.BAD_CERTIFICATE,
            Alert.UNSUPPORTED_CERTIFICATE,
            Alert.CERTIFICATE_REVOKED,
            Alert.CERTIFICATE_EXPIRED,
            Alert.CERTIFICATE_UNKNOWN,
            Alert.UNKNOWN_CA);

    private final Proxy proxy;
    private final InetSocketAddress client;
    private final Origin named;
    private final long begun;
    private final ChannelHandler http;
    private boolean accepted;

    /**
     * @param named whose certificate it seems to be
     * @param begun when the connection did, for {@link PinnedHosts}
     * @param http takes the channel if the client goes on
     */
    LeafWatch(Proxy proxy, InetSocketAddress client, Origin named, long begun, ChannelHandler http) {
        this.proxy = proxy;
        this.client = client;
        this.named = named;
        this.begun = begun;
        this.http = http;
    }

    @Override
    public void onOpen(Channel channel) {
        accepted = true;
        proxy.pinned().accepted(client.getAddress(), named.host());
        channel.handler(http);
        http.onOpen(channel);
    }

    @Override
    public void onRead(Channel channel, ByteBuffer in) {}

    @Override
    public void onInputEnd(Channel channel, InputEnd end) {}

    @Override
    public void onClosed(Channel channel, CloseCause cause) {
        http.onClosed(channel, cause);
        if (!accepted) {
            refused(channel.loop(), cause);
        }
    }

    private void refused(EventLoop loop, CloseCause cause) {
        Throwable failure = cause.failure();
        Throwable why = failure == null ? new IllegalStateException(cause.message()) : failure;
        if (!isAboutCertificate(why)) {
            proxy.handshakeFailed(loop, client, named, why);
            return;
        }
        proxy.handshakeFailed(loop, client, named, why, Onboarding.ADVICE);
        long now = loop.epochMillis();
        if (proxy.pinned().refused(client.getAddress(), named.host(), begun, now)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    client.getAddress().getHostAddress() + " has refused the proxy's certificate for " + named.host()
                            + " too often: it is let through to there, unseen, for "
                            + proxy.options().pinnedMillis() / 1000 + " s");
        }
    }

    private static boolean isAboutCertificate(Throwable why) {
        return why instanceof TlsException tls
                && tls.kind() == TlsException.Kind.PEER_ALERT
                && ABOUT_CERTIFICATES.contains(tls.alert());
    }
}

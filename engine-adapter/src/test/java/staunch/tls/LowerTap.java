package staunch.tls;

import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;

/** Lets a test have the channel below TLS, to do there what no TLS would. */
final class LowerTap extends Tap {
    private final Channel[] below;

    LowerTap(ChannelHandler tls, Channel[] below) {
        super(tls);
        this.below = below;
    }

    @Override
    public void onOpen(Channel channel) {
        below[0] = channel;
        super.onOpen(channel);
    }
}

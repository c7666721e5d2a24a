package staunch.reactor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The open channels of a loop. Each knows its place, so that removal costs no search and no object. */
final class ChannelRegistry {
    private final ArrayList<TcpChannel> channels = new ArrayList<>();

    void add(TcpChannel channel) {
        channel.registryIndex = channels.size();
        channels.add(channel);
    }

    void remove(TcpChannel channel) {
        int index = channel.registryIndex;
        if (index < 0) {
            return;
        }
        channel.registryIndex = -1;
        TcpChannel last = channels.remove(channels.size() - 1);
        if (last != channel) {
            channels.set(index, last);
            last.registryIndex = index;
        }
    }

    int size() {
        return channels.size();
    }

    /** Over those that are open now; {@code action} may end any of them. */
    void forEach(Consumer<TcpChannel> action) {
        List.copyOf(channels).forEach(action);
    }
}

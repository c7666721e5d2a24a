package staunch.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import staunch.reactor.EventLoop;

/**
 * A client's pools. Each origin has one on as many loops as it may have connections, and its connections are dealt out
 * among them, so that the bound holds though nobody waits for another loop. A call goes to the pool with the fewest calls,
 * the first of equals: one call after the other always to the same.
 *
 * <p>Any thread. What an origin has is dropped with its last call and its last connection.
 */
final class Pools {
    /**
     * What connections are for.
     *
     * @param origin where to
     * @param loop the loop that they must be on; empty for those that any may have
     * @param owner who alone may use them; empty for those that all share
     */
    record Key(Origin origin, Optional<EventLoop> loop, Optional<HttpLane> owner) {
        static Key of(Origin origin, @Nullable HttpLane lane) {
            return lane == null ? new Key(origin, Optional.empty(), Optional.empty()) : lane.key(origin);
        }

        /** Whom to connect to. */
        Origin remote() {
            return owner.map(lane -> lane.wayTo(origin)).orElse(origin);
        }
    }

    /** Numbers are read and written inside the map's atomic operations only. */
    private static final class Group {
        final List<OriginPool> pools;
        final int[] calls;
        int users;

        Group(List<OriginPool> pools) {
            this.pools = pools;
            this.calls = new int[pools.size()];
        }

        OriginPool enterIdlest() {
            int idlest = 0;
            for (int i = 1; i < calls.length; i++) {
                idlest = calls[i] < calls[idlest] ? i : idlest;
            }
            calls[idlest]++;
            users++;
            return pools.get(idlest);
        }
    }

    private final HttpClient client;
    private final ConcurrentHashMap<Key, Group> groups = new ConcurrentHashMap<>();
    private final ConnectionRoom room;

    Pools(HttpClient client) {
        this.client = client;
        this.room = new ConnectionRoom(client.options().maxConnections());
    }

    /** For the connections of all of them. */
    ConnectionRoom room() {
        return room;
    }

    /** The pool for one more call. */
    OriginPool enter(Key key) {
        OriginPool[] chosen = new OriginPool[1];
        groups.compute(key, (same, group) -> {
            Group entered = group == null ? newGroup(key) : group;
            chosen[0] = entered.enterIdlest();
            return entered;
        });
        return chosen[0];
    }

    /** The call is over, or goes elsewhere. */
    void leave(OriginPool pool) {
        groups.computeIfPresent(pool.key(), (same, group) -> {
            group.calls[group.pools.indexOf(pool)]--;
            return --group.users == 0 ? null : group;
        });
    }

    void connectionBegins(OriginPool pool) {
        groups.computeIfPresent(pool.key(), (same, group) -> {
            group.users++;
            return group;
        });
    }

    void connectionEnds(OriginPool pool) {
        groups.computeIfPresent(pool.key(), (same, group) -> --group.users == 0 ? null : group);
    }

    void forEach(Consumer<OriginPool> action) {
        groups.values().forEach(group -> group.pools.forEach(action));
    }

    /** How many origins have a call or a connection. */
    int origins() {
        return groups.size();
    }

    private Group newGroup(Key key) {
        List<EventLoop> loops = client.reactor().loops();
        int max = client.options().maxConnectionsPerOrigin();
        if (key.loop().isPresent()) {
            int share = Math.max(1, max / loops.size());
            return new Group(List.of(new OriginPool(client, key.loop().get(), key, share)));
        }
        int count = Math.min(max, loops.size());
        int first = Math.floorMod(key.origin().hashCode(), loops.size());
        return new Group(IntStream.range(0, count)
                .mapToObj(i -> new OriginPool(
                        client, loops.get((first + i) % loops.size()), key, max / count + (i < max % count ? 1 : 0)))
                .toList());
    }
}

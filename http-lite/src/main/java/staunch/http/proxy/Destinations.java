package staunch.http.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import staunch.http.AddressGuard;

/**
 * Where a proxy does not connect to: its own listeners, by which it would only reach itself; and, if that is asked for, what
 * is not of the public internet, so that nobody comes by way of the proxy to what only its machine can reach. Any thread.
 */
final class Destinations implements AddressGuard {
    /**
     * A block of addresses.
     *
     * @param start its first address, in 4 or 16 bytes
     * @param bits how many leading bits they have in common
     * @param what in words
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Block(byte[] start, int bits, String what) {
        static Block of(String start, int bits, String what) {
            try {
                return new Block(InetAddress.getByName(start).getAddress(), bits, what);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(e);
            }
        }

        boolean holds(byte[] address) {
            if (address.length != start.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                int mask = 0x80 >> i % 8;
                if ((address[i / 8] & mask) != (start[i / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** IANA's special-purpose registries (RFC 6890), as far as they are not reachable by everybody. */
    private static final List<Block> PRIVATE = List.of(
            Block.of("0.0.0.0", 8, "this network"),
            Block.of("10.0.0.0", 8, "private"),
            Block.of("100.64.0.0", 10, "shared by a provider's customers"),
            Block.of("127.0.0.0", 8, "loopback"),
            Block.of("169.254.0.0", 16, "link-local"),
            Block.of("172.16.0.0", 12, "private"),
            Block.of("192.0.0.0", 24, "for protocols"),
            Block.of("192.0.2.0", 24, "for documentation"),
            Block.of("192.168.0.0", 16, "private"),
            Block.of("198.18.0.0", 15, "for benchmarks"),
            Block.of("198.51.100.0", 24, "for documentation"),
            Block.of("203.0.113.0", 24, "for documentation"),
            Block.of("224.0.0.0", 4, "multicast"),
            Block.of("240.0.0.0", 4, "reserved"),
            Block.of("::", 128, "unspecified"),
            Block.of("::1", 128, "loopback"),
            Block.of("64:ff9b:1::", 48, "local translation"),
            Block.of("100::", 64, "discarded"),
            Block.of("2001::", 23, "for protocols"),
            Block.of("2001:db8::", 32, "for documentation"),
            Block.of("3fff::", 20, "for documentation"),
            Block.of("5f00::", 16, "for segment routing"),
            Block.of("fc00::", 7, "private"),
            Block.of("fe80::", 10, "link-local"),
            Block.of("fec0::", 10, "site-local"),
            Block.of("ff00::", 8, "multicast"));

    /** Prefixes behind which an IPv4 address lies: NAT64 (RFC 6052), IPv4-mapped and -compatible (RFC 4291); 6to4 (RFC 3056). */
    private static final List<Block> IPV4_AT_THE_END = List.of(
            Block.of("64:ff9b::", 96, "NAT64"),
            new Block(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0}, 96, "IPv4-mapped"),
            Block.of("::", 96, "IPv4-compatible"));

    private static final Block SIX_TO_FOUR = Block.of("2002::", 16, "6to4");

    private final boolean denyPrivate;
    private final Set<InetSocketAddress> own = new CopyOnWriteArraySet<>();

    Destinations(boolean denyPrivate) {
        this.denyPrivate = denyPrivate;
    }

    /** The proxy listens there. */
    void addOwn(InetSocketAddress listener) {
        own.add(listener);
    }

    @Override
    public Optional<String> objection(InetSocketAddress destination) {
        InetAddress address = destination.getAddress();
        if (own.stream().anyMatch(listener -> isOwn(listener, destination))) {
            return Optional.of(
                    address.getHostAddress() + " port " + destination.getPort()
                            + " is this proxy itself: the server's address must be found elsewhere (ProxyOptions.withResolver)");
        }
        return denyPrivate
                ? kindOf(address.getAddress())
                        .map(kind -> address.getHostAddress() + " is " + kind
                                + ", and only public addresses are allowed (ProxyOptions.withDenyPrivate)")
                : Optional.empty();
    }

    private static boolean isOwn(InetSocketAddress listener, InetSocketAddress destination) {
        if (listener.getPort() != destination.getPort()) {
            return false;
        }
        InetAddress address = destination.getAddress();
        return listener.getAddress().equals(address)
                || (address.isAnyLocalAddress() && listener.getAddress().isLoopbackAddress())
                || (listener.getAddress().isAnyLocalAddress() && isOfThisMachine(address));
    }

    private static boolean isOfThisMachine(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return true;
        }
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return false;
        }
    }

    /** Why it is not of the public internet; empty if it is. */
    static Optional<String> kindOf(byte[] address) {
        Optional<String> kind = PRIVATE.stream()
                .filter(block -> block.holds(address))
                .map(Block::what)
                .findFirst();
        return kind.isPresent() ? kind : embedded(address).flatMap(Destinations::kindOf);
    }

    private static Optional<byte[]> embedded(byte[] address) {
        if (IPV4_AT_THE_END.stream().anyMatch(block -> block.holds(address))) {
            return Optional.of(Arrays.copyOfRange(address, 12, 16));
        }
        return SIX_TO_FOUR.holds(address) ? Optional.of(Arrays.copyOfRange(address, 2, 6)) : Optional.empty();
    }
}

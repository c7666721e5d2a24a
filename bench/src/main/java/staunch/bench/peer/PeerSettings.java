package staunch.bench.peer;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import staunch.tls.pki.Identity;

/**
 * How one peer is set up.
 *
 * @param identity whom it shows to be
 * @param options what was said of it, by name
 */
record PeerSettings(Identity identity, Map<String, String> options) {
    static final String PROVIDER = "provider";
    static final String LOOPS = "loops";
    static final String OFFLOAD = "offload";

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    /** How many connections may wait to be accepted: a benchmark opens all of its own at once. */
    static final int BACKLOG = 4096;
    /** How long a connection may be idle. */
    static final int PATIENCE_SECONDS = (int) TimeUnit.HOURS.toSeconds(1);

    /**
     * Reads what was said of a peer of that kind.
     *
     * @param words each {@code option=value}
     * @throws IllegalArgumentException if one is no option of that kind
     */
    static PeerSettings of(PeerKind kind, Identity identity, List<String> words) {
        Map<String, String> options = new HashMap<>();
        for (String word : words) {
            int sign = word.indexOf('=');
            String name = sign < 0 ? word : word.substring(0, sign);
            if (sign < 0 || !kind.options().contains(name)) {
                throw new IllegalArgumentException("'" + word + "' is no option of " + kind + ", which takes "
                        + (kind.options().isEmpty() ? "none" : each(kind)));
            }
            options.put(name, word.substring(sign + 1));
        }
        return new PeerSettings(identity, Map.copyOf(options));
    }

    private static String each(PeerKind kind) {
        return String.join("=…, ", new TreeSet<>(kind.options())) + "=…";
    }

    /** The provider of TLS, by its name. */
    String provider() {
        return options.getOrDefault(PROVIDER, "SunJSSE");
    }

    /** How many loops serve. */
    int loops() {
        String loops = options.getOrDefault(LOOPS, "1");
        if (!loops.matches("[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException("loops is from 1 to 999, not '" + loops + "'");
        }
        return Integer.parseInt(loops);
    }

    /** Whether the costly parts of a handshake are left to other threads than those that serve. */
    boolean offloadsHandshakes() {
        String offload = options.getOrDefault(OFFLOAD, "false");
        return switch (offload) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("offload is true or false, not '" + offload + "'");
        };
    }

    /** Where to listen: on loopback, at a port that the system chooses. */
    static InetSocketAddress address() {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}

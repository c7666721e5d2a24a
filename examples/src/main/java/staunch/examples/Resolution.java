package staunch.examples;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A {@code --resolve HOST:PORT:ADDRESS}: for that host and port, go to this address instead of asking the system. What the
 * server must prove does not change by it: its certificate is still checked against the host.
 *
 * @param host the host name
 * @param port its port
 * @param address where to go, numeric or a name
 */
record Resolution(String host, int port, String address) {
    private static final Pattern ADDRESS_AND_PORT = Pattern.compile("([^:]+|\\[.*]):[0-9]+");

    static Resolution parse(String text) {
        String[] parts = text.split(":", 3);
        if (parts.length == 3 && ADDRESS_AND_PORT.matcher(parts[2]).matches()) {
            throw new CommandFailure("--resolve " + text + ": an ADDRESS has no port; the connection goes to port "
                    + parts[1] + " of it");
        }
        try {
            int port = parts.length == 3 ? Integer.parseInt(parts[1]) : -1;
            if (port >= 0 && port <= 65535 && !parts[0].isEmpty() && !parts[2].isEmpty()) {
                return new Resolution(parts[0], port, unbracketed(parts[2]));
            }
        } catch (NumberFormatException notAPort) {
            // Said below.
        }
        throw new CommandFailure("--resolve " + text + " does not have the form HOST:PORT:ADDRESS");
    }

    /** The addresses of a host, by the first resolution that names it or else by the system. */
    static List<InetSocketAddress> addressesOf(String host, int port, List<Resolution> resolutions) {
        String name = resolutions.stream()
                .filter(r -> r.host.equalsIgnoreCase(host) && r.port == port)
                .map(Resolution::address)
                .findFirst()
                .orElse(unbracketed(host));
        try {
            return Arrays.stream(InetAddress.getAllByName(name))
                    .map(address -> new InetSocketAddress(address, port))
                    .toList();
        } catch (UnknownHostException e) {
            throw new CommandFailure(
                    "the address of " + name + " is not known: check the name, or give it by --resolve " + host + ":"
                            + port + ":ADDRESS",
                    e);
        }
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}

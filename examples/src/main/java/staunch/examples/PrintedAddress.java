package staunch.examples;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses as people write them: numeric, an IPv6 address in brackets where a port follows. */
final class PrintedAddress {
    private PrintedAddress() {}

    /** For example {@code 127.0.0.1:8443} or {@code [::1]:8443}. */
    static String of(InetSocketAddress address) {
        return authority(of(address.getAddress()), address.getPort());
    }

    /** Without the port; of an IPv6 address the first run of zeros is left out. */
    static String of(InetAddress address) {
        String text = address.getHostAddress();
        return address instanceof Inet6Address ? text.replaceFirst("(^|:)0(:0)+(:|$)", "::") : text;
    }

    /** A host, which may be a name or an address, with its port as a URL has it. */
    static String authority(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}

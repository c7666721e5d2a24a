package staunch.reactor;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A connection could not be made. The message names the address and what to look at. */
public final class ConnectFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private ConnectFailure(String message, Throwable cause) {
        super(message, cause);
    }

    static CloseCause cause(InetSocketAddress remote, IOException cause) {
        return CloseCause.of(
                CloseCause.Kind.CONNECT_FAILED,
                new ConnectFailure(
                        "cannot connect to " + printed(remote) + ": " + cause.getMessage()
                                + "; is a server listening there?",
                        cause));
    }

    static CloseCause timeoutCause(InetSocketAddress remote) {
        return CloseCause.of(
                CloseCause.Kind.TIMEOUT,
                new DeadlineException("no answer from " + printed(remote)
                        + " within the time to connect; is the address right and the port open?"
                        + " (connectTimeoutMillis)"));
    }

    /** A host with its port as a URL has it: an IPv6 address in brackets, without its first run of zeros. */
    static String printed(InetSocketAddress address) {
        String host = address.getHostString();
        String shown = host.contains(":") ? "[" + host.replaceFirst("(^|:)0(:0)+(:|$)", "::") + "]" : host;
        return shown + ":" + address.getPort();
    }
}

package staunch.http;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Finds the addresses of a host, for a client whose loops wait for nobody. Any thread. */
@FunctionalInterface
public interface Resolver {
    /**
     * The addresses, in the order in which they are to be tried.
     *
     * @param host a name or an IP address
     * @return completes on any thread; exceptionally if there is none. Must not block the caller
     */
    CompletionStage<List<InetAddress>> resolve(String host);

    /**
     * The addresses for a connection to a port; by default those of the host. For a mapping that is for one port only, as
     * curl's {@code --resolve} is.
     */
    default CompletionStage<List<InetAddress>> resolve(String host, int port) {
        return resolve(host);
    }

    /**
     * The system's, which blocks: asked on at most {@link SystemResolver#MAX_THREADS} daemon threads that end when idle;
     * at most {@link SystemResolver#MAX_WAITING} questions wait for one. The same one for all.
     */
    static Resolver system() {
        return SystemResolver.INSTANCE;
    }
}

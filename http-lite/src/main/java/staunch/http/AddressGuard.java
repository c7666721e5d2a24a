package staunch.http;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Judges where a client may connect to, after the name was resolved: the very address that is judged is connected to, so that
 * a name whose answer changes meanwhile gains nothing. Called on the loops; must not block. Any thread.
 */
@FunctionalInterface
public interface AddressGuard {
    /** Objects to nothing. */
    AddressGuard NONE = address -> Optional.empty();

    /** Why this address must not be connected to, in words for a person; empty if it may. */
    Optional<String> objection(InetSocketAddress address);
}

package staunch.bench;

import java.util.Optional;
import staunch.reactor.Security;

/**
 * What a handshake negotiated.
 *
 * @param version as JSSE calls it
 * @param suite the cipher suite
 * @param group of the key exchange; empty where it cannot be seen, and by its code where it has no name here
 */
public record Terms(String version, String suite, Optional<String> group) implements Comparable<Terms> {
    static Terms of(Security security) {
        return new Terms(security.protocol(), security.cipherSuite(), security.group());
    }

    @Override
    public int compareTo(Terms other) {
        return toString().compareTo(other.toString());
    }

    /** In words, for tables. */
    @Override
    public String toString() {
        return version + ", " + suite + group.map(name -> ", " + name).orElse("");
    }
}

package staunch.tls.pki;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a leaf certificate shall say. Start from {@link #forServer} or {@link #forClient} and alter:
 *
 * <pre>{@code
 * LeafRequest.forServer("example.test", "*.example.test", "192.0.2.7", "::1").withKeyType(KeyType.RSA_2048)
 * }</pre>
 *
 * @param commonName who it is for, shown to people; empty, or longer than {@link #MAX_COMMON_NAME}, for a certificate
 *     that has alternative names only
 * @param names the names it is valid for: host names, {@code *.} and a host name for all hosts one label below, and IP
 *     addresses, which are told by their form
 * @param usages what it may be used for; at least one
 * @param keyType the kind of the fresh key
 * @param lifetime how long it is valid, unless {@code validity} is given; whole seconds, positive
 * @param validity from when until when, taken as it is, so that it may have ended long ago; empty to start a little
 *     before now
 */
public record LeafRequest(
        String commonName,
        List<String> names,
        Set<Usage> usages,
        KeyType keyType,
        Duration lifetime,
        Optional<Validity> validity) {

    /** The lifetime if none is given: below what browsers accept (200 days, from March 2026). */
    public static final Duration DEFAULT_LIFETIME = Duration.ofDays(197);

    /** The longest common name in characters (RFC 5280 appendix A.1, ub-common-name). */
    public static final int MAX_COMMON_NAME = 64;

    /** The most alternative names; more would make a handshake larger than peers accept. */
    public static final int MAX_NAMES = 100;

    /** What a certificate may be used for. */
    public enum Usage {
        /** To be a TLS server. */
        SERVER,
        /** To be a TLS client. */
        CLIENT
    }

    /**
     * A span of time; the certificate holds it in whole seconds.
     *
     * @param notBefore its first moment
     * @param notAfter its last moment
     */
    public record Validity(Instant notBefore, Instant notAfter) {
        /**
         * Checks.
         *
         * @param notBefore its first moment
         * @param notAfter its last moment
         * @throws IllegalArgumentException if it ends before it begins
         */
        public Validity {
            if (notAfter.isBefore(notBefore)) {
                throw new IllegalArgumentException("notAfter " + notAfter + " is before notBefore " + notBefore);
            }
        }
    }

    /**
     * Checks and copies.
     *
     * @param commonName see above
     * @param names see above
     * @param usages see above
     * @param keyType see above
     * @param lifetime see above
     * @param validity see above
     * @throws IllegalArgumentException if there is no name at all, too many, one that is neither a host name nor an
     *     address, no usage, or no lifetime
     */
    public LeafRequest {
        names = names.stream().map(AlternativeName::normalize).distinct().toList();
        usages = Set.copyOf(usages);
        if (commonName.isBlank() && names.isEmpty()) {
            throw new IllegalArgumentException("a certificate needs a name; give a host name or an address");
        }
        if (names.size() > MAX_NAMES) {
            throw new IllegalArgumentException(names.size() + " names; a certificate holds at most " + MAX_NAMES);
        }
        if (usages.isEmpty()) {
            throw new IllegalArgumentException("a certificate needs a usage; give SERVER, CLIENT or both");
        }
        if (lifetime.isNegative() || lifetime.isZero()) {
            throw new IllegalArgumentException("lifetime " + lifetime + "; must be positive");
        }
    }

    /**
     * A server's certificate with a fresh P-256 key, valid for {@link #DEFAULT_LIFETIME}.
     *
     * @param names at least one host name, wildcard or address; the first is the common name too
     * @return the request
     * @throws IllegalArgumentException if there is no name, or one is neither a host name nor an address
     */
    public static LeafRequest forServer(String... names) {
        return of(names.length == 0 ? "" : names[0], List.of(names), Usage.SERVER);
    }

    /**
     * A client's certificate with a fresh P-256 key, valid for {@link #DEFAULT_LIFETIME}.
     *
     * @param commonName who the client is
     * @return the request
     * @throws IllegalArgumentException if the name is blank
     */
    public static LeafRequest forClient(String commonName) {
        return of(commonName, List.of(), Usage.CLIENT);
    }

    private static LeafRequest of(String commonName, List<String> names, Usage usage) {
        return new LeafRequest(commonName, names, Set.of(usage), KeyType.EC_P256, DEFAULT_LIFETIME, Optional.empty());
    }

    /**
     * The same with other usages.
     *
     * @param wanted at least one
     * @return a new request
     */
    public LeafRequest withUsages(Set<Usage> wanted) {
        return new LeafRequest(commonName, names, wanted, keyType, lifetime, validity);
    }

    /**
     * The same with another kind of key.
     *
     * @param wanted the kind
     * @return a new request
     */
    public LeafRequest withKeyType(KeyType wanted) {
        return new LeafRequest(commonName, names, usages, wanted, lifetime, validity);
    }

    /**
     * The same with another lifetime, from a little before now.
     *
     * @param wanted positive
     * @return a new request
     */
    public LeafRequest withLifetime(Duration wanted) {
        return new LeafRequest(commonName, names, usages, keyType, wanted, Optional.empty());
    }

    /**
     * The same, valid in exactly the given span, which may lie in the past or the future.
     *
     * @param wanted the span; its end is cut to the authority's own
     * @return a new request
     */
    public LeafRequest withValidity(Validity wanted) {
        return new LeafRequest(commonName, names, usages, keyType, lifetime, Optional.of(wanted));
    }
}

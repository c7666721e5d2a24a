package staunch.tls.pki;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who a server is under which name. Several identities may have one name, such as one with an ECDSA and one with an RSA
 * key: which of them is shown depends on what the client can verify. Immutable, for all threads.
 *
 * <pre>{@code
 * Identities.of(List.of(shopEcdsa, shopRsa, wiki))      // under the names of their certificates
 *         .with(old, "*.old.example")                   // under this name too
 *         .withDefault(shopEcdsa, shopRsa)              // to all who ask for another name, or for none
 * }</pre>
 *
 * <p>A name is looked up as it is, and if nobody has it, as a wildcard in place of its left-most label ({@code
 * *.example.com} stands for {@code www.example.com}, neither for {@code example.com} nor for {@code a.b.example.com}; RFC
 * 9525 §6.3). Upper and lower case are the same, and international names are in their ASCII form, as on the wire.
 */
public final class Identities {
    /** Nobody: to be completed by {@link #with} and {@link #withDefault}. */
    public static final Identities NONE = new Identities(Map.of(), List.of());

    private final Map<String, List<Identity>> byName;
    private final List<Identity> defaults;

    private Identities(Map<String, List<Identity>> byName, List<Identity> defaults) {
        this.byName = Map.copyOf(byName);
        this.defaults = List.copyOf(defaults);
    }

    /**
     * Each under the DNS names of its certificate; nobody for other names.
     *
     * @param identities where two have a name in common and the client can verify both, the first is preferred
     * @return the set
     * @throws IllegalArgumentException if a certificate holds no DNS name
     */
    public static Identities of(Collection<Identity> identities) {
        Map<String, List<Identity>> byName = new HashMap<>();
        for (Identity identity : identities) {
            List<String> names = namesOf(identity);
            if (names.isEmpty()) {
                throw new IllegalArgumentException("the certificate of " + identity + " holds no DNS name:"
                        + " give the names explicitly, or make it the default");
            }
            add(byName, identity, names);
        }
        return new Identities(byName, List.of());
    }

    /**
     * One and the same for whatever name.
     *
     * @param identity always shown
     * @return the set
     */
    public static Identities always(Identity identity) {
        return NONE.withDefault(identity);
    }

    /**
     * A copy with one more, behind those that have a name already.
     *
     * @param identity who
     * @param names host names, or {@code *.} and a host name; in either form, if international
     * @return the copy
     * @throws IllegalArgumentException if one is no host name, or there is none
     */
    public Identities with(Identity identity, String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("no names: give at least one, or use withDefault");
        }
        Map<String, List<Identity>> extended = new HashMap<>(byName);
        add(extended, identity, Stream.of(names).map(Identities::hostName).toList());
        return new Identities(extended, defaults);
    }

    /**
     * A copy with others for clients that ask for a name that nobody here has, or for none: those that connect to an IP
     * address, for example.
     *
     * @param wanted in the order of preference; none to serve nobody by default
     * @return the copy
     */
    public Identities withDefault(Identity... wanted) {
        return new Identities(byName, List.of(wanted));
    }

    private static void add(Map<String, List<Identity>> byName, Identity identity, List<String> names) {
        for (String name : names) {
            byName.merge(
                    name,
                    List.of(identity),
                    (before, one) -> Stream.concat(before.stream(), one.stream())
                            .distinct()
                            .toList());
        }
    }

    /** Those that clients can ask for. */
    private static List<String> namesOf(Identity identity) {
        return AlternativeName.of(identity.leaf()).stream()
                .filter(name -> !AlternativeName.isAddress(name))
                .toList();
    }

    private static String hostName(String name) {
        if (AlternativeName.isAddress(name)) {
            throw new IllegalArgumentException(
                    "clients do not ask for IP addresses by name (RFC 6066 §3): make the identity of " + name
                            + " the default");
        }
        return AlternativeName.normalize(name);
    }

    /**
     * Who can be shown to a client.
     *
     * @param serverName the name it asks for (SNI), if any
     * @return in the order in which they were given; empty if there is nobody and the client must be refused
     */
    public List<Identity> forName(Optional<String> serverName) {
        if (serverName.isEmpty() || byName.isEmpty()) {
            return defaults;
        }
        String name = serverName.get().toLowerCase(Locale.ROOT);
        List<Identity> exact = byName.get(name);
        if (exact != null) {
            return exact;
        }
        int dot = name.indexOf('.');
        return dot <= 0 ? defaults : byName.getOrDefault("*" + name.substring(dot), defaults);
    }

    /** Those for clients that ask for no name, or for an unknown one; may be empty. */
    public List<Identity> defaults() {
        return defaults;
    }

    /** The names under which somebody is known; wildcards as {@code *.example.com}. */
    public Set<String> names() {
        return byName.keySet();
    }

    /** Everybody, once. */
    public Set<Identity> all() {
        Set<Identity> all = new LinkedHashSet<>(defaults);
        byName.values().forEach(all::addAll);
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Identities that && byName.equals(that.byName) && defaults.equals(that.defaults);
    }

    @Override
    public int hashCode() {
        return byName.hashCode() + defaults.hashCode();
    }

    /** The names, and who is the default; no keys. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>(names().stream().sorted().toList());
        if (!defaults.isEmpty()) {
            parts.add("default " + defaults);
        }
        return "Identities" + parts;
    }
}

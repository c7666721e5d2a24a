package staunch.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import staunch.tls.TlsOptions;

/**
 * Which handshakes were asked for: a run of others says nothing of these.
 *
 * @param resumeShare the share of handshakes that should resume, from 0 to 1
 * @param suites the cipher suites, each of which is right; empty if none was asked for
 * @param groups the groups for the key exchange, likewise
 */
public record Asked(double resumeShare, List<String> suites, List<String> groups) {
    /** Whatever comes. */
    public static final Asked ANYTHING = new Asked(0, List.of(), List.of());

    /** Names of NIST that Conscrypt takes for the registry's. */
    private static final Map<String, String> REGISTERED =
            Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");
    /** How a group is shown that has no name here. */
    private static final String UNNAMED = "0x";

    /** Copies the lists. */
    public Asked {
        suites = List.copyOf(suites);
        groups = groups.stream()
                .map(group -> REGISTERED.getOrDefault(group, group))
                .toList();
    }

    /** What these options ask for beyond the defaults. */
    public static Asked of(TlsOptions options) {
        boolean isDefault = options.cipherSuites().equals(TlsOptions.DEFAULT_CIPHER_SUITES);
        return new Asked(0, isDefault ? List.of() : options.cipherSuites(), groups(options));
    }

    private static List<String> groups(TlsOptions options) {
        String property = System.getProperty(TlsOptions.PROCESS_GROUPS_PROPERTY, "");
        if (!options.namedGroups().isEmpty()
                || property.isBlank()
                || !options.provider().equals("SunJSSE")) {
            return options.namedGroups();
        }
        return Stream.of(property.split(",")).map(String::strip).toList();
    }

    /** A copy that asks for so many resumed handshakes. */
    Asked resuming(double share) {
        return new Asked(share, suites, groups);
    }

    // ---- what was negotiated ----

    /** Whether a handshake is one of those that were asked for, as far as its group has a name to be known by. */
    boolean isMetBy(Terms terms) {
        return allows(suites, terms.suite())
                && terms.group()
                        .filter(group -> !group.startsWith(UNNAMED))
                        .map(group -> allows(groups, group))
                        .orElse(true);
    }

    private static boolean allows(List<String> names, String name) {
        return names.isEmpty() || names.stream().anyMatch(name::equalsIgnoreCase);
    }

    /** The suites and groups, for a message. */
    public String words() {
        return String.join(
                " and ",
                Stream.of(suites, groups)
                        .filter(names -> !names.isEmpty())
                        .map(names -> String.join(" or ", names))
                        .toList());
    }
}

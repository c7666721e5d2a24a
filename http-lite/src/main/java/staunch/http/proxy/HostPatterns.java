package staunch.http.proxy;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Some hosts, by patterns in which {@code *} stands for any characters, dots too: {@code *.example.com} is all below {@code
 * example.com} and not that itself. Case does not matter. Immutable.
 */
public final class HostPatterns {
    /** A name or an IPv4 address; or an IPv6 address: a single colon before digits would be a port's. */
    private static final Pattern HOST =
            Pattern.compile("[*A-Za-z0-9._-]+|(?![^:]*:[0-9]+$)[*A-Fa-f0-9.]*:[*A-Fa-f0-9.:]*");

    /** No host. */
    public static final HostPatterns NONE = of();

    /** Every host. */
    public static final HostPatterns ALL = of("*");

    private final List<String> globs;
    private final List<Pattern> patterns;

    private HostPatterns(List<String> globs) {
        this.globs = globs;
        this.patterns = globs.stream().map(HostPatterns::compile).toList();
    }

    /**
     * The hosts that match one of the patterns.
     *
     * @throws IllegalArgumentException if a pattern is empty, or holds what no host has
     */
    public static HostPatterns of(String... globs) {
        return of(List.of(globs));
    }

    /** As {@link #of(String...)}. */
    public static HostPatterns of(List<String> globs) {
        return new HostPatterns(List.copyOf(globs));
    }

    private static Pattern compile(String glob) {
        if (!HOST.matcher(glob).matches()) {
            throw new IllegalArgumentException(
                    "a pattern of hosts is a host's name or address, with * for any part of it,"
                            + " and without port or scheme; not '" + glob + "'");
        }
        String regex = Stream.of(glob.toLowerCase(Locale.ROOT).split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
        return Pattern.compile(regex);
    }

    /** Whether {@code host}, a name or an address without brackets, is one of them. */
    public boolean matches(String host) {
        String lowerCase = host.toLowerCase(Locale.ROOT);
        return patterns.stream().anyMatch(pattern -> pattern.matcher(lowerCase).matches());
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return globs.isEmpty();
    }

    /** The patterns. */
    @Override
    public String toString() {
        return String.join(", ", globs);
    }
}

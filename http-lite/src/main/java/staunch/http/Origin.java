package staunch.http;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who is meant to answer (RFC 9110 §4.3): two URLs with the same origin may share a connection, and credentials for one
 * are no other's business.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name in ASCII and lower case, or an IP address; without brackets
 * @param port 1 to 65535
 */
public record Origin(String scheme, String host, int port) {
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*]|[^:]*)(?::(\\d{0,5}))?");
    private static final Pattern HOST = Pattern.compile("[a-z0-9._~-]+|[0-9a-f.:]*:[0-9a-f.:]*");
    private static final int MAX_PORT = 65_535;

    /**
     * Puts scheme and host in the form that is named above; international names may come in either of theirs.
     *
     * @throws IllegalArgumentException if one of the three cannot be what it is to be
     */
    public Origin {
        scheme = scheme.toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("a scheme must be http or https, not " + scheme);
        }
        host = IDN.toASCII(host).toLowerCase(Locale.ROOT);
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("not a host: " + host);
        }
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("a port must be from 1 to " + MAX_PORT + ", not " + port);
        }
    }

    /**
     * The origin of URLs that begin with {@code scheme://authority}.
     *
     * @param authority host, and port unless it is the scheme's own; an IPv6 address in brackets
     * @throws IllegalArgumentException as the constructor does
     */
    public static Origin of(String scheme, String authority) {
        Matcher parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "an authority must be a host and perhaps a port, as in example.org:8443, not " + authority);
        }
        String host = parts.group(1);
        boolean literal = host.startsWith("[");
        if (literal && !host.contains(":")) {
            throw new IllegalArgumentException("only an IPv6 address stands in brackets, not " + host);
        }
        String port = parts.group(2);
        return new Origin(
                scheme,
                literal ? host.substring(1, host.length() - 1) : host,
                port == null || port.isEmpty() ? defaultPort(scheme) : Integer.parseInt(port));
    }

    private static int defaultPort(String scheme) {
        return scheme.equalsIgnoreCase("https") ? 443 : 80;
    }

    /** Whether the scheme is {@code https}. */
    public boolean isSecure() {
        return scheme.equals("https");
    }

    /** Host, in brackets if it is an IPv6 address, and port unless it is the scheme's own: the value of {@code Host}. */
    public String authority() {
        return port == defaultPort(scheme) ? bracketed() : authorityWithPort();
    }

    /** As {@link #authority}, and the port in any case: what CONNECT asks for. */
    public String authorityWithPort() {
        return bracketed() + ":" + port;
    }

    private String bracketed() {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    /** As in a URL, for example {@code https://example.org}. */
    @Override
    public String toString() {
        return scheme + "://" + authority();
    }
}

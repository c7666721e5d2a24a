package staunch.examples;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * The URL of a {@code get}, in the parts that are needed.
 *
 * @param secure whether it is an https URL
 * @param host the host, without brackets around an IPv6 address
 * @param port the port, the scheme's own if the URL names none
 * @param authority what goes into the Host field
 * @param target path and query
 */
record GetTarget(boolean secure, String host, int port, String authority, String target) {
    static GetTarget parse(String url) {
        URI uri;
        try {
            uri = new URI(url.contains("://") ? url : "https://" + url);
        } catch (URISyntaxException e) {
            throw new CommandFailure(url + " is not a URL: " + e.getReason());
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https");
        if (!secure && !scheme.equals("http")) {
            throw new CommandFailure(scheme + " is not served here: give an https:// or http:// URL");
        }
        if (uri.getHost() == null && !isAscii(String.valueOf(uri.getRawAuthority()))) {
            throw new CommandFailure(url + ": give the host name in ASCII: " + inAscii(uri.getRawAuthority()));
        }
        if (uri.getHost() == null) {
            throw new CommandFailure(url + " names no host, or one that cannot be a host name");
        }
        if (uri.getRawUserInfo() != null) {
            throw new CommandFailure(
                    "user names and passwords in a URL are not sent: leave out what is in front of the @");
        }
        if (uri.getPort() > 65535) {
            throw new CommandFailure(url + ": a port is at most 65535");
        }
        String host = uri.getHost();
        int defaultPort = secure ? 443 : 80;
        int port = uri.getPort() < 0 ? defaultPort : uri.getPort();
        URI encoded = URI.create(uri.toASCIIString());
        String path = encoded.getRawPath().isEmpty() ? "/" : encoded.getRawPath();
        String target = encoded.getRawQuery() == null ? path : path + "?" + encoded.getRawQuery();
        return new GetTarget(
                secure,
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                port,
                port == defaultPort ? host : host + ":" + port,
                target);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    /** By the older rules of the JDK (RFC 3490), which is why the name is shown rather than used. */
    private static String inAscii(String authority) {
        String host = authority.replaceFirst(":\\d*$", "");
        try {
            return IDN.toASCII(host) + authority.substring(host.length());
        } catch (IllegalArgumentException notAName) {
            return "xn--…";
        }
    }
}

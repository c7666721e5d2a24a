package staunch.http.proxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/** What a client must show to use the proxy (Basic, RFC 7617). Immutable; never prints the password. */
public final class ProxyCredentials {
    private static final String SCHEME = "Basic ";

    private final String user;
    private final byte[] pair;

    private ProxyCredentials(String user, byte[] pair) {
        this.user = user;
        this.pair = pair;
    }

    /**
     * Credentials, compared as UTF-8.
     *
     * @throws IllegalArgumentException if the user's name has a colon in it
     */
    public static ProxyCredentials of(String user, String password) {
        if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException("a user's name must be without a colon (RFC 7617 §2)");
        }
        return new ProxyCredentials(user, (user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Whether that value of {@code Proxy-Authorization} shows them; takes as long whatever is wrong with it. */
    boolean areShownBy(Optional<String> authorization) {
        String value = authorization.orElse("");
        if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        try {
            byte[] shown =
                    Base64.getDecoder().decode(value.substring(SCHEME.length()).strip());
            return MessageDigest.isEqual(pair, shown);
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /** The user. */
    @Override
    public String toString() {
        return "ProxyCredentials[" + user + "]";
    }
}

package staunch.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import staunch.http.codec.Fields;
import staunch.http.codec.HttpLimits;
import staunch.reactor.Layer;

/**
 * A proxy that a client goes through: for https by a tunnel (CONNECT), so that the proxy sees host and port and nothing
 * else; for http by asking it for the whole URL. Its credentials are shown to it and to nobody else. Immutable.
 */
public final class HttpProxy {
    static final String AUTHORIZATION = "Proxy-Authorization";

    private final Origin address;
    private final Optional<String> authorization;

    private HttpProxy(Origin address, Optional<String> authorization) {
        this.address = address;
        this.authorization = authorization;
    }

    /**
     * A proxy that wants no credentials, spoken to without TLS.
     *
     * @throws IllegalArgumentException if host or port cannot be one
     */
    public static HttpProxy at(String host, int port) {
        return new HttpProxy(new Origin("http", host, port), Optional.empty());
    }

    /**
     * As {@link #at}, but spoken to by TLS, which the client makes as for any https origin: of this host and port. So what is
     * asked for, and the credentials, are between the two. To an https server there is TLS through the tunnel as well.
     *
     * @throws IllegalArgumentException if host or port cannot be one
     */
    public static HttpProxy secureAt(String host, int port) {
        return new HttpProxy(new Origin("https", host, port), Optional.empty());
    }

    /**
     * A copy that shows credentials (Basic, RFC 7617), as UTF-8.
     *
     * @throws IllegalArgumentException if the user's name has a colon in it
     */
    public HttpProxy withCredentials(String user, String password) {
        if (user.indexOf(':') >= 0) {
            throw new IllegalArgumentException("a user's name must be without a colon (RFC 7617 §2)");
        }
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new HttpProxy(address, Optional.of("Basic " + Base64.getEncoder().encodeToString(pair)));
    }

    Origin address() {
        return address;
    }

    /** Its host. */
    public String host() {
        return address.host();
    }

    /** Its port. */
    public int port() {
        return address.port();
    }

    /**
     * The layer that makes a tunnel through it, for channels that are not an {@link HttpClient}'s: over a connection to the
     * proxy, it opens to its user when the tunnel stands. Behind it comes TLS, as in {@code tunnel.over(tls.over(handler))};
     * to a proxy that is {@linkplain #secureAt spoken to by TLS}, that comes before it.
     *
     * @param host where the tunnel leads to
     * @param port its port there
     * @param timeoutMillis how long the proxy's answer may take; absolute
     */
    public Layer tunnelTo(String host, int port, long timeoutMillis) {
        return tunnelTo(new Origin("https", host, port), HttpLimits.forResponses(), timeoutMillis);
    }

    /** As {@link #tunnelTo(String, int, long)}, with the limits of the proxy's answer. */
    Layer tunnelTo(Origin target, HttpLimits limits, long timeoutMillis) {
        return new ConnectLayer(target.authorityWithPort(), credentials(), limits, timeoutMillis);
    }

    /** What its requests carry for it alone. */
    Fields credentials() {
        return authorization.map(value -> Fields.of(AUTHORIZATION, value)).orElse(Fields.empty());
    }

    /** Where it is; not the credentials. */
    @Override
    public String toString() {
        return address.authorityWithPort();
    }
}

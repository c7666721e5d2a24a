package staunch.http;

import java.io.IOException;
import staunch.http.codec.Status;

/** A proxy did not make the tunnel that it was asked for, or does not pass a request on without other credentials. */
public final class ProxyRefusalException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Status status;

    private ProxyRefusalException(Status status, String message) {
        super(message + ": " + status
                + (status.equals(Status.PROXY_AUTHENTICATION_REQUIRED) ? " (HttpProxy.withCredentials)" : ""));
        this.status = status;
    }

    static ProxyRefusalException ofTunnel(String authority, Status status) {
        return new ProxyRefusalException(status, "the proxy refused a tunnel to " + authority);
    }

    /** For a request without TLS, whose answer by the proxy looks like one of the server's. */
    public static ProxyRefusalException ofRequest(Origin origin, Status status) {
        return new ProxyRefusalException(status, "the next proxy refused a request to " + origin);
    }

    /** What it answered instead of 2xx, for example 407 if it wants other credentials. */
    public Status status() {
        return status;
    }
}

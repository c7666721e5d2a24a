package staunch.http;

import java.io.IOException;
import staunch.http.codec.Status;

/** The proxy did not make the tunnel that it was asked for. */
public final class ProxyRefusalException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Status status;

    ProxyRefusalException(String authority, Status status) {
        super("the proxy refused a tunnel to " + authority + ": " + status
                + (status.equals(Status.PROXY_AUTHENTICATION_REQUIRED) ? " (HttpProxy.withCredentials)" : ""));
        this.status = status;
    }

    /** What it answered instead of 2xx, for example 407 if it wants other credentials. */
    public Status status() {
        return status;
    }
}

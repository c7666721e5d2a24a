package staunch.http;

import java.io.IOException;

/** An {@link AddressGuard} objects to all addresses of the host. */
public final class RefusedAddressException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedAddressException(String message) {
        super(message);
    }
}

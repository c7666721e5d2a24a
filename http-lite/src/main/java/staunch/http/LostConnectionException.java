package staunch.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import staunch.reactor.CloseCause;

/** The connection ended before the message was whole. */
public final class LostConnectionException extends IOException {
    private static final long serialVersionUID = 1L;

    LostConnectionException(String message) {
        super(message);
    }

    LostConnectionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    LostConnectionException(String what, CloseCause cause) {
        super(what + ": " + cause.message(), cause.failure());
    }
}

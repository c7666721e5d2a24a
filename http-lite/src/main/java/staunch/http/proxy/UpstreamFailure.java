package staunch.http.proxy;

import java.util.concurrent.CompletionException;
import staunch.http.RefusedAddressException;
import staunch.http.codec.Status;
import staunch.reactor.DeadlineException;

/** What a failure on the way to a server says to a person. */
final class UpstreamFailure {
    private UpstreamFailure() {}

    static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    /** What a client is answered: 403 (RFC 9110 §15.5.4) where the proxy did not even try, because it may not. */
    static Status status(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof RefusedAddressException) {
            return Status.FORBIDDEN;
        }
        return cause instanceof DeadlineException ? Status.GATEWAY_TIMEOUT : Status.BAD_GATEWAY;
    }

    static String message(Throwable failure) {
        Throwable cause = cause(failure);
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}

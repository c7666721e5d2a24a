package staunch.http.proxy;

import java.util.concurrent.CompletionException;
import staunch.http.codec.Status;
import staunch.reactor.DeadlineException;

/** What a failure on the way to a server says to a person. */
final class UpstreamFailure {
    private UpstreamFailure() {}

    static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    /** What a client is answered. */
    static Status status(Throwable failure) {
        return cause(failure) instanceof DeadlineException ? Status.GATEWAY_TIMEOUT : Status.BAD_GATEWAY;
    }

    static String message(Throwable failure) {
        Throwable cause = cause(failure);
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}

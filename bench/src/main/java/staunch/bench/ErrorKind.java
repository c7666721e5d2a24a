package staunch.bench;

import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import staunch.http.ProxyRefusalException;
import staunch.reactor.CloseCause;
import staunch.tls.TlsException;

/** The names under which failures are counted: few, and each for something that is put right in its own way. */
final class ErrorKind {
    /** No port is left for another connection to the same server: the client's limit, not the server's. */
    static final String NO_LOCAL_PORT = "no local port left";

    /** A server said yes to an upload that it had not been sent: it cannot have read it. */
    static final String ANSWERED_EARLY = "answered before it had the body";

    /** Also of a proxy, whether it did not accept or did not answer. */
    private static final String TIMEOUT = "timeout";

    private static final String NO_DESCRIPTOR = "no file descriptor left";
    private static final String CLIENTS_LIMIT = "limit of the client reached";
    /** Before what is a proxy's failure. */
    private static final String PROXY = "proxy ";

    private static final Set<String> OF_THE_CLIENT = Set.of(NO_LOCAL_PORT, NO_DESCRIPTOR, CLIENTS_LIMIT);

    /** How far a connection had come. */
    enum Stage {
        CONNECTING,
        HANDSHAKING,
        OPEN
    }

    private ErrorKind() {}

    /** Whether the peer itself said that it wants no more of this. */
    static boolean isAlert(CloseCause cause) {
        for (Throwable at = cause.failure(); at != null; at = at.getCause()) {
            if (at instanceof TlsException tls) {
                return tls.kind() == TlsException.Kind.PEER_ALERT;
            }
        }
        return false;
    }

    static String of(CloseCause cause, Stage stage) {
        if (cause.failure() instanceof ProxyFailure proxys) {
            String kind = proxys.end().kind() == CloseCause.Kind.TIMEOUT ? TIMEOUT : of(proxys.end(), stage);
            return kind.startsWith(PROXY) || OF_THE_CLIENT.contains(kind) ? kind : PROXY + kind;
        }
        Throwable failure = cause.failure();
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof ProxyRefusalException refusal) {
                return PROXY + "answered " + refusal.status().code();
            }
            if (at instanceof TlsException tls) {
                return of(tls);
            }
        }
        return switch (cause.kind()) {
            case CONNECT_FAILED -> ofConnecting(failure == null ? null : failure.getCause());
            case TIMEOUT ->
                switch (stage) {
                    case CONNECTING -> "connect timeout";
                    case HANDSHAKING -> "handshake timeout";
                    case OPEN -> TIMEOUT;
                };
            case RESET -> stage == Stage.HANDSHAKING ? "reset in handshake" : "reset";
            case CLOSED, ENDED -> stage == Stage.HANDSHAKING ? "closed in handshake" : "closed early";
            case LIMIT_REACHED -> CLIENTS_LIMIT;
            case HANDSHAKE_FAILED -> stage == Stage.CONNECTING ? "made no tunnel" : "handshake failed";
            default -> cause.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }

    private static String of(TlsException failure) {
        return switch (failure.kind()) {
            case PEER_ALERT -> "alert " + failure.alert().wireName();
            case WRONG_HOST_NAME -> "wrong host name";
            case CERTIFICATE_EXPIRED -> "certificate expired";
            case CERTIFICATE_NOT_YET_VALID -> "certificate not yet valid";
            case UNKNOWN_AUTHORITY, SELF_SIGNED -> "certificate not trusted";
            case BAD_CERTIFICATE -> "bad certificate";
            case NOT_TLS -> "not TLS";
            case HANDSHAKE_CUT -> "closed in handshake";
            case REFUSED -> "refused by the client: " + failure.alert().wireName();
            case BROKEN_PROTOCOL -> "broken TLS";
            case LIMIT_REACHED -> CLIENTS_LIMIT;
            case INTERNAL -> "client failed";
        };
    }

    private static String ofConnecting(@Nullable Throwable why) {
        String message = why == null ? "" : String.valueOf(why.getMessage());
        if (why instanceof BindException || message.contains("assign requested address")) {
            return NO_LOCAL_PORT;
        }
        if (message.contains("open files")) {
            return NO_DESCRIPTOR;
        }
        if (why instanceof NoRouteToHostException) {
            return "no route";
        }
        return why instanceof ConnectException ? "refused" : "not connected";
    }
}

package staunch.tls;

import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import staunch.tls.record.Alert;

/** Why a TLS connection failed: a kind for programs, the alert, and a message for the person who has to do something. */
public final class TlsException extends SSLException {
    private static final long serialVersionUID = 1L;

    /** The kinds of failure. */
    public enum Kind {
        /** The certificate is valid for other names than the one that was asked for. */
        WRONG_HOST_NAME,
        /** A certificate's validity has ended. */
        CERTIFICATE_EXPIRED,
        /** A certificate's validity has not begun. */
        CERTIFICATE_NOT_YET_VALID,
        /** The chain leads to nobody who is trusted. */
        UNKNOWN_AUTHORITY,
        /** The certificate is signed by itself and not trusted. */
        SELF_SIGNED,
        /** The certificate was refused for another reason. */
        BAD_CERTIFICATE,
        /** The peer refused and said so by an alert. */
        PEER_ALERT,
        /** No version, suite, group or protocol that both ends accept, or another refusal by our engine. */
        REFUSED,
        /** What came is no TLS. */
        NOT_TLS,
        /** What came is TLS and broken: altered, malformed, or out of place. */
        BROKEN_PROTOCOL,
        /** The peer closed during the handshake. */
        HANDSHAKE_CUT,
        /** A limit was reached. */
        LIMIT_REACHED,
        /** Something of ours failed. */
        INTERNAL
    }

    private final Kind kind;
    private final Alert alert;

    TlsException(Kind kind, Alert alert, String message, @Nullable Throwable cause) {
        // A certificate's name or a hello's may be quoted in it, and must not forge a line of a log.
        super(message.replaceAll("\\p{Cntrl}", "?"), cause);
        this.kind = kind;
        this.alert = alert;
    }

    /** The kind. */
    public Kind kind() {
        return kind;
    }

    /** The alert: received, for {@link Kind#PEER_ALERT}; else the one that we answered with, as far as that is known. */
    public Alert alert() {
        return alert;
    }
}

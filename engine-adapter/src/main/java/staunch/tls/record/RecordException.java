package staunch.tls.record;

import javax.net.ssl.SSLException;

/** Why a {@link RecordPump} gave up: the kind for programs, the alert for both ends, the message for people. */
public final class RecordException extends SSLException {
    private static final long serialVersionUID = 1L;

    /** The kinds of failure. */
    public enum Kind {
        /** What came is no TLS record: plain HTTP, SSL 2.0, something else. */
        NOT_TLS,
        /** A record with a type, version or length that TLS does not allow. */
        MALFORMED_RECORD,
        /** The peer sent a fatal alert. */
        PEER_ALERT,
        /** The engine refused what the peer sent or showed. */
        REFUSED,
        /** A TLS 1.2 client wanted to renegotiate. */
        RENEGOTIATION,
        /** The input ended before the handshake did. */
        HANDSHAKE_CUT,
        /** A bound of {@link PumpLimits} was reached. */
        LIMIT_REACHED,
        /** A delegated task could not be run. */
        TASK_FAILED,
        /** A {@link RecordListener} threw. */
        LISTENER_FAILED,
        /** The engine contradicted itself: it asks for what it has, or makes no progress. */
        ENGINE_FAULT
    }

    private final Kind kind;
    private final Alert alert;

    RecordException(Kind kind, Alert alert, String message) {
        super(message);
        this.kind = kind;
        this.alert = alert;
    }

    RecordException(Kind kind, Alert alert, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.alert = alert;
    }

    /** What an engine's own exception means. */
    static RecordException of(Exception failure) {
        // What the peer sent may be quoted in it, and must not forge a line of a log.
        String message = String.valueOf(failure.getMessage()).replaceAll("\\p{Cntrl}", "?");
        return new RecordException(
                isReceived(message) ? Kind.PEER_ALERT : Kind.REFUSED, alertOf(failure), message, failure);
    }

    /** @param where in what state, to be put behind a sentence; may be empty */
    static RecordException handshakeCut(String where) {
        return new RecordException(
                Kind.HANDSHAKE_CUT, Alert.UNKNOWN, "the peer closed the connection during the TLS handshake" + where);
    }

    private static boolean isReceived(String message) {
        return message.contains("Received fatal alert")
                || message.contains("TlsFatalAlertReceived")
                // BoringSSL: TLSV1_ALERT_UNKNOWN_CA, but TLSV1_UNRECOGNIZED_NAME.
                || message.contains("SSLV3_ALERT_")
                || message.contains(":TLSV1_");
    }

    private static Alert alertOf(Exception failure) {
        Alert named = Alert.inMessage(String.valueOf(failure.getMessage()));
        for (Throwable cause = failure; named == Alert.UNKNOWN && cause != null; cause = cause.getCause()) {
            // The one failure to which every version of the protocol gives one alert (RFC 8446 §5.2, RFC 5288 §3).
            if (cause.getClass().getName().equals("javax.crypto.AEADBadTagException")) {
                return Alert.BAD_RECORD_MAC;
            }
        }
        return named;
    }

    /** The kind. */
    public Kind kind() {
        return kind;
    }

    /** The alert received, for {@link Kind#PEER_ALERT}; else the one that this failure calls for, as far as known. */
    public Alert alert() {
        return alert;
    }
}

package staunch.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;
import staunch.reactor.CloseCause;
import staunch.tls.record.Alert;
import staunch.tls.record.HelloProblem;
import staunch.tls.record.RecordException;

/** Says in words and by kind why a connection failed: a table from the pump's failures to those that users see. */
final class TlsFailures {
    /** What the providers say of a client without a certificate, by whatever alert they answer: SunJSSE, Conscrypt. */
    private static final List<String> NO_CLIENT_CERTIFICATE =
            List.of("Empty client certificate chain", "PEER_DID_NOT_RETURN_A_CERTIFICATE");

    private TlsFailures() {}

    /**
     * @param failure why the pump gave up
     * @param alertSent the alert that answered, if it is known from the wire
     * @param duringHandshake whether it happened before the channel was open
     */
    static CloseCause causeOf(RecordException failure, @Nullable Alert alertSent, boolean duringHandshake) {
        CloseCause.Kind kind = switch (failure.kind()) {
            case LIMIT_REACHED -> CloseCause.Kind.LIMIT_REACHED;
            default -> duringHandshake ? CloseCause.Kind.HANDSHAKE_FAILED : CloseCause.Kind.PROTOCOL_ERROR;
        };
        return CloseCause.of(kind, describe(failure, alertSent, duringHandshake));
    }

    /** Before there was an engine. */
    static CloseCause causeOf(HelloProblem problem) {
        TlsException.Kind kind = switch (problem.outcome()) {
            case NOT_TLS -> TlsException.Kind.NOT_TLS;
            case TOO_LARGE -> TlsException.Kind.LIMIT_REACHED;
            case MALFORMED, NEED_MORE, HELLO -> TlsException.Kind.BROKEN_PROTOCOL;
        };
        return CloseCause.of(
                kind == TlsException.Kind.LIMIT_REACHED
                        ? CloseCause.Kind.LIMIT_REACHED
                        : CloseCause.Kind.HANDSHAKE_FAILED,
                new TlsException(kind, problem.alert(), problem.message(), null));
    }

    /**
     * The peer closed while {@code bytes} waited: in TLS 1.2 its close_notify ends both directions (RFC 5246 §7.2.1), and to
     * the engines of some providers in TLS 1.3 too.
     */
    static CloseCause unsent(long bytes) {
        String message = "the peer closed before the last " + bytes
                + " bytes were sent, and its end was that of both directions";
        return CloseCause.of(
                CloseCause.Kind.RESET,
                new TlsException(TlsException.Kind.PEER_ALERT, Alert.CLOSE_NOTIFY, message, null));
    }

    private static TlsException describe(RecordException failure, @Nullable Alert alertSent, boolean duringHandshake) {
        boolean received = failure.kind() == RecordException.Kind.PEER_ALERT;
        Alert alert = alertSent == null || received ? failure.alert() : alertSent;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedCertificateException refused) {
                return new TlsException(refused.kind(), alert, String.valueOf(refused.getMessage()), failure);
            }
        }
        String message = String.valueOf(failure.getMessage());
        return switch (failure.kind()) {
            case PEER_ALERT -> new TlsException(TlsException.Kind.PEER_ALERT, alert, refusal(alert), failure);
            case REFUSED ->
                new TlsException(
                        duringHandshake && alert != Alert.BAD_RECORD_MAC
                                ? TlsException.Kind.REFUSED
                                : TlsException.Kind.BROKEN_PROTOCOL,
                        alert,
                        refusalOfOurs(alert, message),
                        failure);
            case NOT_TLS -> new TlsException(TlsException.Kind.NOT_TLS, alert, message, failure);
            case MALFORMED_RECORD, RENEGOTIATION ->
                new TlsException(TlsException.Kind.BROKEN_PROTOCOL, alert, message, failure);
            case HANDSHAKE_CUT -> new TlsException(TlsException.Kind.HANDSHAKE_CUT, alert, message, failure);
            case LIMIT_REACHED -> new TlsException(TlsException.Kind.LIMIT_REACHED, alert, message, failure);
            case TASK_FAILED, LISTENER_FAILED, ENGINE_FAULT ->
                new TlsException(TlsException.Kind.INTERNAL, alert, message, failure);
        };
    }

    private static String refusalOfOurs(Alert alert, String message) {
        if (alert == Alert.BAD_RECORD_MAC) {
            return "a record was altered on its way (bad_record_mac): " + message;
        }
        boolean clientSentNone = alert == Alert.CERTIFICATE_REQUIRED
                || NO_CLIENT_CERTIFICATE.stream().anyMatch(message::contains);
        return clientSentNone
                ? "the client sent no certificate, and this server requires one"
                : "TLS failed: " + message;
    }

    private static String refusal(Alert alert) {
        return "the peer refused with the alert " + alert.wireName() + meaning(alert);
    }

    private static String meaning(Alert alert) {
        return switch (alert) {
            case UNKNOWN_CA, CERTIFICATE_UNKNOWN -> ": it does not trust our certificate, or it is for another name";
            case BAD_CERTIFICATE -> ": it cannot use our certificate, or wants a client certificate and got none";
            case UNSUPPORTED_CERTIFICATE -> ": it cannot use our certificate";
            case CERTIFICATE_EXPIRED -> ": our certificate has ended, or its clock is wrong";
            case CERTIFICATE_REQUIRED -> ": it wants a client certificate; configure an identity";
            case HANDSHAKE_FAILURE ->
                ": no version, suite, group or signature that both accept"
                        + " (or, before TLS 1.3, no client certificate)";
            case PROTOCOL_VERSION -> ": it speaks none of the configured versions";
            case NO_APPLICATION_PROTOCOL -> ": it speaks none of the configured application protocols (ALPN)";
            case UNRECOGNIZED_NAME -> ": it does not know the name it was asked for";
            case BAD_RECORD_MAC -> ": a record of ours was altered on its way";
            default -> "";
        };
    }
}

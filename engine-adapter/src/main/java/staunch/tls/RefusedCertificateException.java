package staunch.tls;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;

/** A peer's chain was refused, and this is why, in words for a person. Travels through the engine as a cause. */
final class RefusedCertificateException extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final TlsException.Kind kind;

    RefusedCertificateException(TlsException.Kind kind, String message, CertificateException verdict) {
        super(message, evidence(verdict));
        this.kind = kind;
    }

    /** The engine chooses its alert by the validator's own exception, if that is the direct cause. */
    private static Throwable evidence(CertificateException verdict) {
        for (Throwable cause = verdict; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathValidatorException) {
                return cause;
            }
        }
        return verdict;
    }

    TlsException.Kind kind() {
        return kind;
    }
}

package staunch.tls;

import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import staunch.tls.pki.CertificateSummary;
import staunch.tls.pki.TrustAnchors;

/** Leaves the judgement of a chain to the JDK and explains a refusal: which name, which date, which authority. */
final class ExplainingTrustManager extends X509ExtendedTrustManager {
    private final TrustAnchors anchors;
    private final X509ExtendedTrustManager judge;

    ExplainingTrustManager(TrustAnchors anchors) {
        this.anchors = anchors;
        this.judge = anchors.trustManager();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            judge.checkServerTrusted(chain, standardName(authType), engine);
        } catch (CertificateException verdict) {
            throw explain(chain, verdict, "server", engine.getPeerHost());
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            judge.checkClientTrusted(chain, standardName(authType), engine);
        } catch (CertificateException verdict) {
            throw explain(chain, verdict, "client", null);
        }
    }

    /** Suites of TLS 1.3 name no key exchange: for the JDK that is UNKNOWN, and Conscrypt calls it otherwise. */
    private static String standardName(String authType) {
        return authType.equals("GENERIC") ? "UNKNOWN" : authType;
    }

    private RefusedCertificateException explain(
            X509Certificate[] chain, CertificateException verdict, String peer, @Nullable String host) {
        if (host != null && isAboutName(verdict)) {
            return refuse(
                    TlsException.Kind.WRONG_HOST_NAME,
                    "the server is not " + host + ": its certificate is valid for " + names(chain[0]) + " only",
                    verdict);
        }
        Date now = Date.from(Instant.now());
        for (X509Certificate certificate : chain) {
            if (now.after(certificate.getNotAfter())) {
                return refuse(
                        TlsException.Kind.CERTIFICATE_EXPIRED,
                        "the certificate of " + name(certificate) + " ended at "
                                + certificate.getNotAfter().toInstant() + ": its owner must renew it",
                        verdict);
            }
            if (now.before(certificate.getNotBefore())) {
                return refuse(
                        TlsException.Kind.CERTIFICATE_NOT_YET_VALID,
                        "the certificate of " + name(certificate) + " begins only at "
                                + certificate.getNotBefore().toInstant() + ": check the clock",
                        verdict);
            }
        }
        if (leadsNowhere(verdict)) {
            return explainMissingAuthority(chain, verdict, peer);
        }
        return refuse(
                TlsException.Kind.BAD_CERTIFICATE,
                "the certificate of " + name(chain[0]) + " was refused: " + verdict.getMessage(),
                verdict);
    }

    /** The JDK looks at the name last, so that nothing else is wrong; what is wrong with a chain has a class of its own. */
    private static boolean isAboutName(CertificateException verdict) {
        return verdict.getClass() == CertificateException.class && !leadsNowhere(verdict);
    }

    private static boolean leadsNowhere(CertificateException verdict) {
        for (Throwable cause = verdict; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException) {
                return true;
            }
        }
        String message = verdict.getMessage();
        return message != null && message.startsWith("no certificate is trusted");
    }

    private RefusedCertificateException explainMissingAuthority(
            X509Certificate[] chain, CertificateException verdict, String peer) {
        String hint = anchors.hintFor(List.of(chain)).map(text -> "; " + text).orElse("");
        X509Certificate last = chain[chain.length - 1];
        if (chain.length == 1 && last.getIssuerX500Principal().equals(last.getSubjectX500Principal())) {
            return refuse(
                    TlsException.Kind.SELF_SIGNED,
                    "the certificate of " + name(last) + " is signed by itself and not trusted: "
                            + "trust it explicitly, or have it issued by an authority" + hint,
                    verdict);
        }
        return refuse(
                TlsException.Kind.UNKNOWN_AUTHORITY,
                "the certificate of " + name(chain[0]) + " was issued by "
                        + CertificateSummary.of(last).issuer() + ", which is not trusted: add that authority to the "
                        + anchors.certificates().size() + " trusted ones, or have the " + peer + " send its whole chain"
                        + hint,
                verdict);
    }

    private static RefusedCertificateException refuse(
            TlsException.Kind kind, String message, CertificateException verdict) {
        return new RefusedCertificateException(kind, message, verdict);
    }

    private static String name(X509Certificate certificate) {
        String subject = CertificateSummary.of(certificate).subject();
        return subject.isEmpty() ? names(certificate) : subject;
    }

    private static String names(X509Certificate certificate) {
        List<String> names = CertificateSummary.of(certificate).alternativeNames();
        return names.isEmpty() ? "no name" : String.join(", ", names);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return judge.getAcceptedIssuers();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judge.checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        judge.checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        judge.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        judge.checkServerTrusted(chain, authType, socket);
    }
}

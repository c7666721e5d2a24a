package staunch.examples;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import staunch.http.ProxyRefusalException;
import staunch.http.RefusedAddressException;
import staunch.http.codec.Status;
import staunch.http.proxy.Advice;
import staunch.http.proxy.Flow;
import staunch.tls.TlsException;
import staunch.tls.record.Alert;

/**
 * Which option of {@code proxy} does something about a failure.
 *
 * @param denyPrivate whether only public addresses are allowed
 */
record ProxyAdvice(boolean denyPrivate) implements Advice {
    /** What a server may answer that wants a certificate; only the first, of TLS 1.3, says no more than that. */
    private static final Set<Alert> WANTS_CERTIFICATE =
            Set.of(Alert.CERTIFICATE_REQUIRED, Alert.BAD_CERTIFICATE, Alert.HANDSHAKE_FAILURE);

    @Override
    public Optional<String> about(Flow flow, Throwable failure) {
        return flow.kind() == Flow.Kind.HANDSHAKE // where it is the client that does not go on
                ? Optional.empty()
                : Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                        .flatMap(cause -> about(cause, flow.origin().host()).stream())
                        .findFirst();
    }

    private Optional<String> about(Throwable failure, String host) {
        if (failure instanceof TlsException tls) {
            return aboutTls(tls, host);
        }
        if (failure instanceof RefusedAddressException) {
            return Optional.of(
                    denyPrivate
                            ? "--deny-private forbids all other addresses"
                            : "--resolve HOST:PORT:ADDRESS says where a server is");
        }
        return failure instanceof ProxyRefusalException refusal
                        && refusal.status().equals(Status.PROXY_AUTHENTICATION_REQUIRED)
                ? Optional.of("--upstream-proxy-auth-file FILE has the user and the password to show to it")
                : Optional.empty();
    }

    private static Optional<String> aboutTls(TlsException failure, String host) {
        String believe = "--insecure-upstream " + host + " believes it whatever it shows";
        return switch (failure.kind()) {
            case SELF_SIGNED, UNKNOWN_AUTHORITY ->
                Optional.of("--upstream-ca FILE-OR-FOLDER names whom to trust, " + believe);
            case WRONG_HOST_NAME, CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID, BAD_CERTIFICATE ->
                Optional.of(believe);
            case PEER_ALERT ->
                WANTS_CERTIFICATE.contains(failure.alert())
                        ? Optional.of("--client-cert HOSTS=CERT,KEY shows a certificate to those that want one")
                        : Optional.empty();
            default -> Optional.empty();
        };
    }
}

package staunch.tls;

import java.util.Optional;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import staunch.reactor.ChannelHandler;
import staunch.reactor.Layer;
import staunch.tls.pki.Identity;
import staunch.tls.pki.TrustAnchors;

/**
 * The server's side of TLS. Immutable, for all threads and all connections; holds the sessions that clients may resume.
 *
 * <pre>{@code
 * TlsServer tls = TlsServer.of(identity);
 * TlsServer mutual = TlsServer.of(identity, options).requiringClients(TrustAnchors.fromPem(clientAuthority));
 * }</pre>
 */
public final class TlsServer implements Layer {
    private enum ClientCertificates {
        OFF,
        WANTED,
        REQUIRED
    }

    private final Identity identity;
    private final TlsContext context;
    private final SSLParameters parameters;

    private TlsServer(
            Identity identity, TlsOptions options, ClientCertificates clients, @Nullable TrustAnchors clientTrust) {
        this.identity = identity;
        this.context = new TlsContext(
                options, Optional.of(identity), clientTrust == null ? null : new ExplainingTrustManager(clientTrust));
        this.parameters = context.parameters();
        parameters.setUseCipherSuitesOrder(true);
        switch (clients) {
            case OFF -> {}
            case WANTED -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
    }

    /** A server that shows {@code identity}, with the default options, and asks clients for no certificate. */
    public static TlsServer of(Identity identity) {
        return of(identity, TlsOptions.DEFAULT);
    }

    /**
     * A server that shows {@code identity} and asks clients for no certificate.
     *
     * @throws IllegalArgumentException if the provider is missing, or does not know a version or suite of the options
     */
    public static TlsServer of(Identity identity, TlsOptions options) {
        return new TlsServer(identity, options, ClientCertificates.OFF, null);
    }

    /** A copy that asks clients for a certificate, judges it by {@code trust}, and serves those too that show none. */
    public TlsServer requestingClients(TrustAnchors trust) {
        return new TlsServer(identity, context.options(), ClientCertificates.WANTED, trust);
    }

    /** A copy that serves only clients that show a certificate that {@code trust} accepts. */
    public TlsServer requiringClients(TrustAnchors trust) {
        return new TlsServer(identity, context.options(), ClientCertificates.REQUIRED, trust);
    }

    /** The options. */
    public TlsOptions options() {
        return context.options();
    }

    @Override
    public ChannelHandler over(ChannelHandler application) {
        return new TlsHandler(context, () -> context.serverEngine(parameters), application);
    }

    /** Names the identity; never the key. */
    @Override
    public String toString() {
        return "TlsServer[" + identity + ", " + options().provider() + "]";
    }
}

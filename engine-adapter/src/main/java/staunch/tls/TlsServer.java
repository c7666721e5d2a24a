package staunch.tls;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import staunch.reactor.ChannelHandler;
import staunch.reactor.Layer;
import staunch.tls.pki.Identities;
import staunch.tls.pki.Identity;
import staunch.tls.pki.TrustAnchors;
import staunch.tls.record.Alert;
import staunch.tls.record.ClientHello;

/**
 * The server's side of TLS, for all threads and all connections; holds the sessions that clients may resume.
 *
 * <pre>{@code
 * TlsServer tls = TlsServer.of(identity);
 * TlsServer mutual = TlsServer.of(identity, options).requiringClients(TrustAnchors.fromPem(clientAuthority));
 *
 * TlsServer many = TlsServer.of(Identities.of(List.of(shopEcdsa, shopRsa, wiki)));
 * many.reload(Identities.of(renewed));                                // running connections go on
 * }</pre>
 *
 * <p>All but the {@link #identities} is fixed. With several of them, or with an application protocol required, the
 * ClientHello is read before there is an engine; with one for all, nothing is looked at and nothing is paid.
 */
public final class TlsServer implements Layer {
    private enum ClientCertificates {
        OFF,
        WANTED,
        REQUIRED
    }

    /** Conscrypt goes on without a protocol where RFC 7301 §3.2 has it refuse; of others we do not know. */
    private static final Set<String> REFUSING_UNKNOWN_PROTOCOLS = Set.of("SunJSSE", "BCJSSE");

    private final TlsOptions options;
    private final ClientCertificates clients;
    private final @Nullable TrustAnchors clientTrust;
    private final boolean protocolRequired;
    private volatile ShownIdentities shown;

    private TlsServer(
            Identities identities,
            TlsOptions options,
            ClientCertificates clients,
            @Nullable TrustAnchors clientTrust,
            boolean protocolRequired) {
        this.options = options;
        this.clients = clients;
        this.clientTrust = clientTrust;
        this.protocolRequired = protocolRequired;
        if (options.isOfferChosen()) { // what no client could say is of no use here
            new TlsContext(options, Optional.empty(), null).requireClientHello();
        }
        this.shown = ShownIdentities.of(identities, this::show);
    }

    /** A server that shows {@code identity} to everybody, with the default options, and asks clients for no certificate. */
    public static TlsServer of(Identity identity) {
        return of(identity, TlsOptions.DEFAULT);
    }

    /**
     * A server that shows {@code identity} to everybody and asks clients for no certificate.
     *
     * @throws IllegalArgumentException if the provider is missing, does not know a version or suite of the options, has nothing
     *     of the suites and groups that were chosen, or does not sign with that kind of key
     */
    public static TlsServer of(Identity identity, TlsOptions options) {
        return of(Identities.always(identity), options);
    }

    /** As {@link #of(Identities, TlsOptions)}, with the default options. */
    public static TlsServer of(Identities identities) {
        return of(identities, TlsOptions.DEFAULT);
    }

    /**
     * A server that shows each client the one of {@code identities} that has the name it asks for (SNI) and that it can
     * verify: by its signature schemes, for the key as for the chain, and before TLS 1.3 by its suites and groups too. Of
     * several it is shown one with ECDSA, or else the first. A client that asks for the name of nobody, while there is no
     * default, is refused with {@code unrecognized_name}. Asks clients for no certificate.
     *
     * @throws IllegalArgumentException if there is no identity, the provider is missing, or it does not know a version or
     *     suite of the options, has nothing of the suites and groups that were chosen, or does not sign with a kind of key
     */
    public static TlsServer of(Identities identities, TlsOptions options) {
        return new TlsServer(identities, options, ClientCertificates.OFF, null, false);
    }

    /**
     * A copy that asks clients for a certificate, judges it by {@code trust}, and serves those too that show none. Who it
     * is stands in {@link staunch.reactor.Security#peerCertificates}. The copy has sessions and reloads of its own.
     */
    public TlsServer requestingClients(TrustAnchors trust) {
        return new TlsServer(identities(), options, ClientCertificates.WANTED, trust, protocolRequired);
    }

    /**
     * A copy that serves only clients that show a certificate that {@code trust} accepts: see {@link #requestingClients}.
     */
    public TlsServer requiringClients(TrustAnchors trust) {
        return new TlsServer(identities(), options, ClientCertificates.REQUIRED, trust, protocolRequired);
    }

    /**
     * A copy that serves only clients that offer one of the {@link TlsOptions#applicationProtocols} by ALPN; others, those
     * without ALPN too, are refused with {@code no_application_protocol}. The copy has sessions and reloads of its own.
     *
     * @throws IllegalStateException if the options name no protocol
     */
    public TlsServer requiringApplicationProtocol() {
        if (options.applicationProtocols().isEmpty()) {
            throw new IllegalStateException("no protocol to require: name some with withApplicationProtocols");
        }
        return new TlsServer(identities(), options, clients, clientTrust, true);
    }

    private ShownIdentity show(Identity identity) {
        TlsContext context = new TlsContext(
                options, Optional.of(identity), clientTrust == null ? null : new ExplainingTrustManager(clientTrust));
        SSLParameters parameters = context.parameters();
        parameters.setUseCipherSuitesOrder(true);
        switch (clients) {
            case OFF -> {}
            case WANTED -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
        return new ShownIdentity(identity, context, parameters);
    }

    /** The options. */
    public TlsOptions options() {
        return options;
    }

    /** Who is shown to new clients. */
    public Identities identities() {
        return shown.identities();
    }

    /**
     * Shows others from now on: all at once, from any thread. Connections that are open go on, and those whose hello has
     * been answered finish their handshake, as they began. Sessions belong to the identity under which they began: of one
     * that stays, which is one with the same chain, they can be resumed as before; of one that is gone they cannot, and
     * its clients make a full handshake and see the new certificate.
     *
     * @throws IllegalArgumentException if there is no identity, or the provider does not sign with the kind of one of the keys;
     *     nothing has changed then
     */
    public synchronized void reload(Identities identities) {
        shown = shown.reloaded(identities, this::show);
    }

    @Override
    public ChannelHandler over(ChannelHandler application) {
        Layer always = shown.always();
        return always != null && !choosesByProtocol()
                ? always.over(application)
                : HelloLayer.choosing(this::choose)
                        .withHandshakeTimeoutMillis(options.handshakeTimeoutMillis())
                        .over(application);
    }

    private boolean choosesByProtocol() {
        return protocolRequired
                || !(options.applicationProtocols().isEmpty()
                        || REFUSING_UNKNOWN_PROTOCOLS.contains(options.provider()));
    }

    private Layer choose(ClientHello hello) {
        if (!isProtocolAccepted(hello.applicationProtocols())) {
            return TlsRefusal.with(
                    Alert.NO_APPLICATION_PROTOCOL,
                    "the client offers the application protocols " + printable(hello.applicationProtocols())
                            + ", expected one of " + options.applicationProtocols());
        }
        return shown.forClient(hello).orElseGet(() -> refusalOfName(hello));
    }

    private boolean isProtocolAccepted(List<String> offered) {
        if (offered.isEmpty()) {
            return !protocolRequired;
        }
        List<String> ours = options.applicationProtocols();
        return ours.isEmpty() || offered.stream().anyMatch(ours::contains);
    }

    /** In TLS 1.3 there is an alert for those that give no name at all (RFC 8446 §9.2). */
    private Layer refusalOfName(ClientHello hello) {
        return hello.serverName()
                .map(name -> TlsRefusal.with(
                        Alert.UNRECOGNIZED_NAME,
                        "the client asks for " + name + ", and nobody here has that name: add an identity for it, or"
                                + " a default"))
                .orElseGet(() -> TlsRefusal.with(
                        hello.offersVersion(0x0304) ? Alert.MISSING_EXTENSION : Alert.UNRECOGNIZED_NAME,
                        "the client asks for no name (SNI), and there is no default identity"));
    }

    private static String printable(List<String> protocols) {
        return protocols.toString().replaceAll("[^ -~]", "?");
    }

    /** Names the identities; never their keys. */
    @Override
    public String toString() {
        return "TlsServer[" + identities() + ", " + options.provider() + "]";
    }
}

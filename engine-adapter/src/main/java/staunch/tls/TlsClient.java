package staunch.tls;

import java.net.IDN;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import staunch.reactor.Layer;
import staunch.tls.pki.Identity;
import staunch.tls.pki.TrustAnchors;

/**
 * The client's side of TLS. Immutable, for all threads and all connections; remembers sessions, so that a second
 * connection to a server can resume.
 *
 * <p>TLS cannot know whom the application means to talk to: the name is passed to {@link #to}, is sent to the server
 * (SNI), and must be one of those that the server's certificate is valid for.
 *
 * <pre>{@code
 * TlsClient tls = TlsClient.trusting(TrustAnchors.fromJdk());
 * reactor.connect(address, tls.to("example.org", 443).over(handler));
 * }</pre>
 */
public final class TlsClient {
    private static final Pattern IP_LITERAL = Pattern.compile("[0-9.]+|\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%.*)?]?");

    private final TlsContext context;
    private final TlsOptions options;
    private final TrustManager trust;
    private final Optional<Identity> identity;
    private final boolean checksHostName;
    private final boolean sendsServerName;
    private final SessionSlots slots = new SessionSlots();

    private TlsClient(
            TlsContext context,
            TrustManager trust,
            Optional<Identity> identity,
            boolean checksHostName,
            boolean sendsServerName) {
        this.context = context;
        this.options = context.options();
        this.trust = trust;
        this.identity = identity;
        this.checksHostName = checksHostName;
        this.sendsServerName = sendsServerName;
    }

    /** A client that believes what descends from {@code trust}, with the default options. */
    public static TlsClient trusting(TrustAnchors trust) {
        return trusting(trust, TlsOptions.DEFAULT);
    }

    /**
     * A client that believes what descends from {@code trust}.
     *
     * @throws IllegalArgumentException if the provider is missing, does not know a version or suite of the options, or can
     *     offer none of the suites and groups that were chosen
     */
    public static TlsClient trusting(TrustAnchors trust, TlsOptions options) {
        return with(options, Optional.empty(), new ExplainingTrustManager(trust), true);
    }

    /**
     * A client that believes everybody: encrypted, and no idea with whom. Only for experiments.
     *
     * @throws IllegalArgumentException if the provider is missing, does not know a version or suite of the options, or can
     *     offer none of the suites and groups that were chosen
     */
    public static TlsClient trustingAnybody(TlsOptions options) {
        return with(options, Optional.empty(), new AnybodyTrusted(), false);
    }

    private static TlsClient with(
            TlsOptions options, Optional<Identity> identity, TrustManager trust, boolean checksHostName) {
        TlsContext context = new TlsContext(options, identity, trust);
        if (options.isOfferChosen()) {
            context.requireClientHello();
        }
        return new TlsClient(context, trust, identity, checksHostName, true);
    }

    /**
     * A copy that shows {@code identity} to servers that ask for a certificate. Remembers sessions of its own.
     *
     * @throws IllegalArgumentException if the provider does not sign with that kind of key
     */
    public TlsClient withIdentity(Identity identity) {
        Optional<Identity> shown = Optional.of(identity);
        return new TlsClient(new TlsContext(options, shown, trust), trust, shown, checksHostName, sendsServerName);
    }

    /**
     * A copy that accepts a valid certificate for whatever name: a server can then pose as any other. For experiments.
     * Remembers sessions of its own, so that one begun without the check is never resumed with it.
     */
    public TlsClient withoutHostNameCheck() {
        return new TlsClient(new TlsContext(options, identity, trust), trust, identity, false, sendsServerName);
    }

    /**
     * A copy that does not tell the server which name it wants (no SNI).
     *
     * @throws IllegalArgumentException if the provider is Conscrypt, which sends the name whatever it is told
     */
    public TlsClient withoutServerName() {
        if (options.provider().equals("Conscrypt")) {
            throw new IllegalArgumentException("Conscrypt always sends the server's name; choose another provider");
        }
        return new TlsClient(new TlsContext(options, identity, trust), trust, identity, checksHostName, false);
    }

    /** The options. */
    public TlsOptions options() {
        return options;
    }

    /**
     * The layer for connections to one server.
     *
     * @param host the name, or IP address, that is meant and that the server must prove to be; international names in
     *     either form
     * @param port the port; with the name, what sessions are remembered under
     * @throws IllegalArgumentException if {@code host} cannot be a name
     */
    public Layer to(String host, int port) {
        String name = asciiName(host);
        SSLParameters parameters = context.parameters();
        if (checksHostName) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        boolean isName = !IP_LITERAL.matcher(name).matches();
        parameters.setServerNames(sendsServerName && isName ? List.of(new SNIHostName(name)) : List.of());
        if (!SessionSlots.areUseful(options)) {
            return application ->
                    new TlsHandler(context, () -> context.clientEngine(name, port, parameters), application);
        }
        return application -> {
            SessionSlots.Slot slot = slots.slot(name, port, application);
            return new TlsHandler(context, () -> context.clientEngine(name, slot.enter(), parameters), slot);
        };
    }

    private static String asciiName(String host) {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("the server's name is empty; pass the name that is meant");
        }
        if (IP_LITERAL.matcher(host).matches()) {
            return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        }
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return IDN.toASCII(name);
    }

    /** Names what is checked. */
    @Override
    public String toString() {
        return "TlsClient[" + options.provider() + (checksHostName ? "" : ", host name not checked") + "]";
    }
}

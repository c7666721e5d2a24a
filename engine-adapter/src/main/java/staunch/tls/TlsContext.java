package staunch.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import staunch.reactor.LoopLocal;
import staunch.tls.pki.Identity;
import staunch.tls.record.ClientHello;
import staunch.tls.record.ClientHelloParser;
import staunch.tls.record.EngineProfile;
import staunch.tls.record.EngineScratch;

/** One context of one role with its options: what is made once per configuration and not once per connection. */
final class TlsContext {
    private static final int TLS_1_3 = 0x0304;

    private static final LoopLocal<EngineScratch> HEAP_SCRATCH =
            new LoopLocal<>(loop -> new EngineScratch(EngineProfile.HEAP));
    private static final LoopLocal<EngineScratch> DIRECT_SCRATCH =
            new LoopLocal<>(loop -> new EngineScratch(EngineProfile.DIRECT));

    private final TlsOptions options;
    private final Provider provider;
    private final KeyManager[] keys;
    private final TrustManager[] trust;
    private final SSLContext context;
    private final List<String> cipherSuites;
    private final EngineSettings settings;

    /**
     * @param identity what to show, if anything
     * @param trust how to judge the peer, or null if it shows nothing
     * @throws IllegalArgumentException if the provider is missing, does not know a version or suite of the options, or does not
     *     sign with the identity's kind of key
     */
    TlsContext(TlsOptions options, Optional<Identity> identity, @Nullable TrustManager trust) {
        this.options = options;
        this.provider = Providers.named(options.provider());
        this.settings = new EngineSettings(options, provider);
        identity.ifPresent(this::requireSigning);
        this.keys = identity.map(i -> new KeyManager[] {new FixedKeyManager(i)}).orElseGet(() -> new KeyManager[0]);
        this.trust = trust == null ? new TrustManager[0] : new TrustManager[] {trust};
        this.context = newContext();
        this.cipherSuites = supportedCipherSuites();
    }

    private void requireSigning(Identity identity) {
        LeafKey key = LeafKey.of(identity.leaf().getPublicKey());
        if (key.isOfEdwardsCurve() && !signsWithEdwardsCurves(identity.privateKey())) {
            throw new IllegalArgumentException(options.provider() + " does not sign with a key of type " + key
                    + ": use one of EC or RSA, or the provider SunJSSE");
        }
    }

    /** A key that a provider does not take would fail each handshake. */
    private boolean signsWithEdwardsCurves(PrivateKey key) {
        return switch (options.provider()) {
            case "Conscrypt" -> false;
            case "BCJSSE" -> key.getClass().getName().startsWith("org.bouncycastle."); // not with the JDK's
            default -> true;
        };
    }

    /** Asks an engine, and not the context, which would ask one of its own for each answer and leave it to the collector. */
    private List<String> supportedCipherSuites() {
        SSLEngine asked = context.createSSLEngine();
        try {
            requireKnown(protocolNames(), asked.getSupportedProtocols(), "version");
            return cipherSuites(asked.getSupportedCipherSuites());
        } finally {
            EngineProfile.discard(asked, ByteBuffer.allocate(asked.getSession().getPacketBufferSize()));
        }
    }

    private SSLContext newContext() {
        try {
            SSLContext made = SSLContext.getInstance("TLS", provider);
            made.init(keys, trust, null);
            limit(made.getClientSessionContext(), options.sessions());
            limit(made.getServerSessionContext(), options.sessions());
            return made;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the provider " + options.provider() + " offers no TLS here: " + e, e);
        }
    }

    private static void limit(SSLSessionContext remembered, SessionOptions sessions) {
        // To the providers 0 means that there is no limit.
        remembered.setSessionCacheSize(Math.max(1, sessions.maxSessions()));
        remembered.setSessionTimeout(sessions.lifetimeSeconds());
    }

    /** Where the next connection finds and leaves its session: nowhere that another one looks, if there is no resumption. */
    private SSLContext contextOfNext() {
        return options.sessions().isOff() ? newContext() : context;
    }

    /** What was chosen must be there; of what nobody chose, the default, what is there. */
    private List<String> cipherSuites(String[] known) {
        List<String> wanted = options.cipherSuites();
        if (wanted.equals(TlsOptions.DEFAULT_CIPHER_SUITES)) {
            return wanted.stream().filter(List.of(known)::contains).toList();
        }
        requireKnown(wanted, known, "cipher suite");
        return wanted;
    }

    private void requireKnown(List<String> wanted, String[] known, String what) {
        for (String name : wanted) {
            if (!List.of(known).contains(name)) {
                throw new IllegalArgumentException(options.provider() + " knows no " + what + " " + name + "; it knows "
                        + String.join(", ", known));
            }
        }
    }

    private List<String> protocolNames() {
        return options.versions().stream().map(TlsVersion::protocolName).toList();
    }

    /** Fresh parameters as the options say, to be completed for the role once and then used for every engine. */
    SSLParameters parameters() {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(protocolNames().toArray(String[]::new));
        if (!cipherSuites.isEmpty()) {
            parameters.setCipherSuites(cipherSuites.toArray(String[]::new));
        }
        if (!options.applicationProtocols().isEmpty()) {
            parameters.setApplicationProtocols(options.applicationProtocols().toArray(String[]::new));
        }
        settings.addTo(parameters);
        return parameters;
    }

    TlsOptions options() {
        return options;
    }

    SSLEngine serverEngine(SSLParameters parameters) {
        SSLEngine engine = contextOfNext().createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(parameters);
        settings.applyTo(engine);
        return engine;
    }

    SSLEngine clientEngine(String host, int port, SSLParameters parameters) {
        SSLEngine engine = contextOfNext().createSSLEngine(host, port);
        engine.setUseClientMode(true);
        engine.setSSLParameters(parameters);
        settings.applyTo(engine);
        return engine;
    }

    /**
     * Makes a hello and throws it away: versions, suites and groups that are known each can go together so that nothing is left
     * to offer, which is better said once than by every connection.
     *
     * @throws IllegalArgumentException if the provider makes none, or one of TLS 1.3 without a group though some were chosen
     */
    void requireClientHello() {
        Optional<ClientHello> made;
        try {
            made = makeClientHello(clientEngine("localhost", 443, parameters()));
        } catch (SSLException | RuntimeException | LinkageError refusal) { // the last if SunJSSE cannot begin at all
            throw new IllegalArgumentException(nothingToOffer(rootCause(refusal)), refusal);
        }
        // In TLS 1.2 there is something without a group: suites that exchange a key otherwise.
        if (!options.namedGroups().isEmpty()
                && made.filter(hello ->
                                hello.offersVersion(TLS_1_3) && hello.groups().isEmpty())
                        .isPresent()) {
            throw new IllegalArgumentException(nothingToOffer("it knows none of the groups"));
        }
    }

    private String nothingToOffer(String why) {
        return options.provider() + " has nothing to offer by these options (versions " + options.versions()
                + (options.cipherSuites().equals(TlsOptions.DEFAULT_CIPHER_SUITES) ? "" : ", suites " + cipherSuites)
                + (options.namedGroups().isEmpty() ? "" : ", groups " + options.namedGroups()) + "): " + why;
    }

    private static Optional<ClientHello> makeClientHello(SSLEngine engine) throws SSLException {
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        try {
            engine.beginHandshake();
            engine.wrap(ByteBuffer.allocate(0), hello);
            ClientHelloParser parser = new ClientHelloParser();
            boolean isWhole = parser.look(hello.flip()) == ClientHelloParser.Outcome.HELLO;
            return isWhole ? Optional.of(parser.hello()) : Optional.empty();
        } finally {
            EngineProfile.discard(engine, hello.clear());
        }
    }

    private static String rootCause(Throwable failure) {
        Throwable cause = failure.getCause();
        String message = failure.getMessage();
        return cause != null ? rootCause(cause) : message != null ? message : failure.toString();
    }

    /** The scratch buffers that a loop has for engines of this provider. */
    LoopLocal<EngineScratch> scratch() {
        return switch (EngineProfile.of(options.provider())) {
            case HEAP -> HEAP_SCRATCH;
            case DIRECT -> DIRECT_SCRATCH;
        };
    }
}

package staunch.tls;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import staunch.reactor.Channel;
import staunch.reactor.ChannelOptions;
import staunch.tls.record.PlaintextLeftover;
import staunch.tls.record.PumpLimits;
import staunch.tls.record.RecordListener;

/** What both roles are configured with. Immutable: each {@code with…} makes a copy; {@link #DEFAULT} is where to begin. */
public final class TlsOptions {
    /**
     * The suites of TLS 1.3, and those of TLS 1.2 that have forward secrecy and authenticated encryption both, as RFC 9325
     * §4.2 asks for: no CBC, no RSA key exchange, no finite-field Diffie-Hellman. A provider offers those that it knows.
     */
    public static final List<String> DEFAULT_CIPHER_SUITES = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /**
     * The system property by which SunJSSE's groups are chosen for the whole process, and before JDK 20 only there. Read once,
     * before the first connection.
     */
    public static final String PROCESS_GROUPS_PROPERTY = "jdk.tls.namedGroups";

    /** Every setting at the default that its accessor names. */
    public static final TlsOptions DEFAULT = new TlsOptions();

    // Each is written while a copy is made, and never afterwards.
    private String provider = "SunJSSE";
    private List<TlsVersion> versions = List.of(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2);
    private List<String> cipherSuites = DEFAULT_CIPHER_SUITES;
    private List<String> namedGroups = List.of();
    private List<String> applicationProtocols = List.of();
    private SessionOptions sessions = SessionOptions.DEFAULT;
    private long handshakeTimeoutMillis = 10_000;
    private TaskPolicy tasks = TaskPolicy.INLINE;
    private PumpLimits limits = PumpLimits.DEFAULT;
    private int maxHandshakesInFlight = 1024;
    private RecordSizing recordSizing = RecordSizing.FULL;
    private ChannelOptions channel = ChannelOptions.DEFAULT;
    private @Nullable Function<? super Channel, ? extends RecordListener> recordListeners;

    private TlsOptions() {}

    private TlsOptions with(Consumer<TlsOptions> change) {
        TlsOptions copy = new TlsOptions();
        copy.provider = provider;
        copy.versions = versions;
        copy.cipherSuites = cipherSuites;
        copy.namedGroups = namedGroups;
        copy.applicationProtocols = applicationProtocols;
        copy.sessions = sessions;
        copy.handshakeTimeoutMillis = handshakeTimeoutMillis;
        copy.tasks = tasks;
        copy.limits = limits;
        copy.maxHandshakesInFlight = maxHandshakesInFlight;
        copy.recordSizing = recordSizing;
        copy.channel = channel;
        copy.recordListeners = recordListeners;
        change.accept(copy);
        return copy;
    }

    // ---- what TLS is spoken ----

    /**
     * The name of the JSSE provider: {@code SunJSSE} by default, {@code BCJSSE} or {@code Conscrypt} when on the class path.
     *
     * <p>SunJSSE takes its cryptography from the providers of the process, in their order; no context can have another. To
     * put a native one under it, such as Amazon Corretto's, insert that at the first place before anything else, for the
     * whole process: {@code Security.insertProviderAt(provider, 1)}, or the provider's own way to do so.
     */
    public String provider() {
        return provider;
    }

    /** A copy with another {@link #provider}. */
    public TlsOptions withProvider(String name) {
        return with(copy -> copy.provider = name);
    }

    /** The versions to speak; default 1.3 and 1.2. */
    public List<TlsVersion> versions() {
        return versions;
    }

    /** A copy with other {@link #versions}, at least one. */
    public TlsOptions withVersions(TlsVersion... wanted) {
        if (wanted.length == 0) {
            throw new IllegalArgumentException("versions must name at least one version of TLS");
        }
        return with(copy -> copy.versions = List.of(wanted));
    }

    /**
     * The suites to offer or accept, by their standard names, best first; default {@link #DEFAULT_CIPHER_SUITES}. Empty
     * leaves the choice to the provider, which has older ones too: for a peer that can do no better.
     */
    public List<String> cipherSuites() {
        return cipherSuites;
    }

    /** A copy with other {@link #cipherSuites}. */
    public TlsOptions withCipherSuites(String... wanted) {
        return with(copy -> copy.cipherSuites = List.of(wanted));
    }

    /**
     * The groups for the key exchange, by the names of IANA's registry such as {@code X25519MLKEM768} or {@code x25519},
     * best first; empty, the default, leaves the choice to the provider. A group that the provider does not know is not
     * offered. BCJSSE accepts certificates only on curves that are among them: name those of the authorities too, last.
     */
    public List<String> namedGroups() {
        return namedGroups;
    }

    /** Whether suites or groups are not the defaults: such may go with nothing that the provider has. */
    boolean isOfferChosen() {
        boolean choosesForTheProcess =
                provider.equals("SunJSSE") && System.getProperty(PROCESS_GROUPS_PROPERTY) != null;
        return choosesForTheProcess || !namedGroups.isEmpty() || !cipherSuites.equals(DEFAULT_CIPHER_SUITES);
    }

    /**
     * A copy with other {@link #namedGroups}. SunJSSE takes them from JDK 20 on; before, there is only
     * {@link #PROCESS_GROUPS_PROPERTY}, and a client or server with this setting is refused.
     */
    public TlsOptions withNamedGroups(String... wanted) {
        return with(copy -> copy.namedGroups = List.of(wanted));
    }

    /** The protocols to negotiate by ALPN, best first; empty, the default, does not negotiate. */
    public List<String> applicationProtocols() {
        return applicationProtocols;
    }

    /** A copy with other {@link #applicationProtocols}, such as {@code "http/1.1"}. */
    public TlsOptions withApplicationProtocols(String... wanted) {
        return with(copy -> copy.applicationProtocols = List.of(wanted));
    }

    /** What is remembered for resumption; default {@link SessionOptions#DEFAULT}. */
    public SessionOptions sessions() {
        return sessions;
    }

    /** A copy with other {@link #sessions}; {@link SessionOptions#OFF} for no resumption. */
    public TlsOptions withSessions(SessionOptions wanted) {
        return with(copy -> copy.sessions = wanted);
    }

    // ---- what a connection may cost ----

    /** How long a handshake may take in all; default 10 s. */
    public long handshakeTimeoutMillis() {
        return handshakeTimeoutMillis;
    }

    /** A copy with another {@link #handshakeTimeoutMillis}, at least 1. */
    public TlsOptions withHandshakeTimeoutMillis(long millis) {
        if (millis <= 0) {
            throw new IllegalArgumentException("handshakeTimeoutMillis must be positive, was " + millis);
        }
        return with(copy -> copy.handshakeTimeoutMillis = millis);
    }

    /** Where the expensive parts of a handshake are computed; default {@link TaskPolicy#INLINE}. */
    public TaskPolicy tasks() {
        return tasks;
    }

    /** A copy with other {@link #tasks}. */
    public TlsOptions withTasks(TaskPolicy policy) {
        return with(copy -> copy.tasks = policy);
    }

    /** What a peer may cost; default {@link PumpLimits#DEFAULT}. */
    public PumpLimits limits() {
        return limits;
    }

    /** A copy with other {@link #limits}. */
    public TlsOptions withLimits(PumpLimits wanted) {
        return with(copy -> copy.limits = wanted);
    }

    /**
     * How many handshakes a loop may have in flight at once as a server, all its servers together; default 1024. Those that
     * come when so many are have to wait, unread, until one is done or {@link #handshakeTimeoutMillis} is over, which runs
     * from the beginning: a burst is served as fast as can be, and a flood holds no more memory than this many handshakes do.
     */
    public int maxHandshakesInFlight() {
        return maxHandshakesInFlight;
    }

    /** A copy with another {@link #maxHandshakesInFlight}, at least 1. */
    public TlsOptions withMaxHandshakesInFlight(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("maxHandshakesInFlight must be at least 1, was " + count);
        }
        return with(copy -> copy.maxHandshakesInFlight = count);
    }

    /** How much goes into one record; default {@link RecordSizing#FULL}. */
    public RecordSizing recordSizing() {
        return recordSizing;
    }

    /** A copy with another {@link #recordSizing}. */
    public TlsOptions withRecordSizing(RecordSizing sizing) {
        return with(copy -> copy.recordSizing = sizing);
    }

    /**
     * The bounds on pending output and on closing; default {@link ChannelOptions#DEFAULT}. Their read-ahead is not used: a
     * TLS channel's is {@link PlaintextLeftover#READ_AHEAD_BYTES}.
     */
    public ChannelOptions channel() {
        return channel;
    }

    /** A copy with another {@link #channel}. */
    public TlsOptions withChannel(ChannelOptions wanted) {
        return with(copy -> copy.channel = wanted);
    }

    // ---- who watches ----

    /** The listener for the records of a connection over {@code lower}; by default there is none. */
    Optional<RecordListener> recordListener(Channel lower) {
        return recordListeners == null ? Optional.empty() : Optional.of(recordListeners.apply(lower));
    }

    /**
     * A copy that has somebody watch the records of each connection.
     *
     * @param perConnection makes the listener for one connection, on its loop, when TLS begins; it is given the channel
     *     below TLS, for its addresses and for the clock of its loop
     */
    public TlsOptions withRecordListener(Function<? super Channel, ? extends RecordListener> perConnection) {
        return with(copy -> copy.recordListeners = perConnection);
    }

    /** For people: provider and versions. */
    @Override
    public String toString() {
        return "TlsOptions[" + provider + ", " + versions + "]";
    }
}

package staunch.tls;

import java.util.List;
import staunch.reactor.ChannelOptions;
import staunch.tls.record.PumpLimits;

/**
 * What both roles are configured with. Immutable; each {@code with…} makes a copy.
 *
 * @param provider the name of the JSSE provider: {@code SunJSSE} by default, {@code BCJSSE} or {@code Conscrypt} when they
 *     are on the class path
 * @param versions the versions to speak; default 1.3 and 1.2
 * @param cipherSuites the suites to offer or accept, by their standard names, best first; empty, the default, leaves the
 *     choice to the provider
 * @param applicationProtocols the protocols to negotiate by ALPN, best first; empty, the default, does not negotiate
 * @param handshakeTimeoutMillis how long a handshake may take in all; default 10 s
 * @param tasks where the expensive parts of a handshake are computed; default {@link TaskPolicy#INLINE}
 * @param limits what a peer may cost
 * @param channel the bounds on pending output and on closing; its read-ahead is not used: a TLS channel's is {@link
 *     staunch.tls.record.PlaintextLeftover#READ_AHEAD_BYTES}
 */
public record TlsOptions(
        String provider,
        List<TlsVersion> versions,
        List<String> cipherSuites,
        List<String> applicationProtocols,
        long handshakeTimeoutMillis,
        TaskPolicy tasks,
        PumpLimits limits,
        ChannelOptions channel) {
    /** The defaults named above. */
    public static final TlsOptions DEFAULT = new TlsOptions(
            "SunJSSE",
            List.of(TlsVersion.TLS_1_3, TlsVersion.TLS_1_2),
            List.of(),
            List.of(),
            10_000,
            TaskPolicy.INLINE,
            PumpLimits.DEFAULT,
            ChannelOptions.DEFAULT);

    /** Checks and copies. */
    public TlsOptions {
        versions = List.copyOf(versions);
        cipherSuites = List.copyOf(cipherSuites);
        applicationProtocols = List.copyOf(applicationProtocols);
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("versions must name at least one version of TLS");
        }
        if (handshakeTimeoutMillis <= 0) {
            throw new IllegalArgumentException(
                    "handshakeTimeoutMillis must be positive, was " + handshakeTimeoutMillis);
        }
    }

    /** A copy with another provider. */
    public TlsOptions withProvider(String name) {
        return new TlsOptions(
                name, versions, cipherSuites, applicationProtocols, handshakeTimeoutMillis, tasks, limits, channel);
    }

    /** A copy with other versions. */
    public TlsOptions withVersions(TlsVersion... wanted) {
        return new TlsOptions(
                provider,
                List.of(wanted),
                cipherSuites,
                applicationProtocols,
                handshakeTimeoutMillis,
                tasks,
                limits,
                channel);
    }

    /** A copy with other suites. */
    public TlsOptions withCipherSuites(String... wanted) {
        return new TlsOptions(
                provider,
                versions,
                List.of(wanted),
                applicationProtocols,
                handshakeTimeoutMillis,
                tasks,
                limits,
                channel);
    }

    /** A copy with other protocols to negotiate by ALPN, such as {@code "http/1.1"}. */
    public TlsOptions withApplicationProtocols(String... wanted) {
        return new TlsOptions(
                provider, versions, cipherSuites, List.of(wanted), handshakeTimeoutMillis, tasks, limits, channel);
    }

    /** A copy with another time for handshakes. */
    public TlsOptions withHandshakeTimeoutMillis(long millis) {
        return new TlsOptions(provider, versions, cipherSuites, applicationProtocols, millis, tasks, limits, channel);
    }

    /** A copy with another place for handshake tasks. */
    public TlsOptions withTasks(TaskPolicy policy) {
        return new TlsOptions(
                provider,
                versions,
                cipherSuites,
                applicationProtocols,
                handshakeTimeoutMillis,
                policy,
                limits,
                channel);
    }

    /** A copy with other limits on the peer. */
    public TlsOptions withLimits(PumpLimits wanted) {
        return new TlsOptions(
                provider, versions, cipherSuites, applicationProtocols, handshakeTimeoutMillis, tasks, wanted, channel);
    }

    /** A copy with other bounds on pending output and on closing. */
    public TlsOptions withChannel(ChannelOptions wanted) {
        return new TlsOptions(
                provider, versions, cipherSuites, applicationProtocols, handshakeTimeoutMillis, tasks, limits, wanted);
    }
}

package staunch.tls;

import java.util.List;

/** What some providers do otherwise than the rest, so that a test expects something else of them. */
public enum Difference {
    NO_DELEGATED_TASKS(
            "computes the handshake inside wrap and unwrap, on the loop", TestProvider.BCJSSE, TestProvider.CONSCRYPT),
    DESCRIPTORS_FOR_EACH_ENGINE(
            "holds two file descriptors for each connection: thousands of them meet the process's limit",
            TestProvider.CONSCRYPT),
    SLOW_HANDSHAKES(
            "computes in plain Java: 200 handshakes at once on a busy machine can outlast the deadline of one",
            TestProvider.BCJSSE),
    NO_HALF_CLOSE(
            "ends both directions with one in TLS 1.3 too: BCJSSE answers a close_notify at once, and Conscrypt decrypts"
                    + " nothing once its own is sent",
            TestProvider.BCJSSE,
            TestProvider.CONSCRYPT),
    NO_DATA_BEHIND_THE_PEERS_END(
            "takes no data once the peer's close_notify has come, in TLS 1.3 as before", TestProvider.CONSCRYPT),
    NO_RESUMPTION_IN_TLS13("has neither tickets nor pre-shared keys in TLS 1.3", TestProvider.BCJSSE),
    NO_POST_QUANTUM_GROUP("knows no group with ML-KEM, up to JDK 25", TestProvider.SUN_JSSE),
    SERVER_NAME_ALWAYS_SENT("sends the host's name as SNI whatever its parameters say", TestProvider.CONSCRYPT),
    OWN_KEY_USAGE_CHECKED(
            "does not sign with the key of a certificate whose usage is to sign certificates only",
            TestProvider.BCJSSE,
            TestProvider.CONSCRYPT),
    SILENT_ON_BAD_HEADERS(
            "has no alert for a record that is longer than allowed or of no known version, once it has sent something",
            TestProvider.BCJSSE,
            TestProvider.CONSCRYPT),
    OWN_LIMIT_OF_KEY_UPDATES("cuts off floods of KeyUpdate by a limit of its own, 32", TestProvider.CONSCRYPT),
    EXPIRED_IS_UNKNOWN(
            "says certificate_unknown where RFC 8446 §6.2 has certificate_expired",
            TestProvider.BCJSSE,
            TestProvider.CONSCRYPT);

    private final String what;
    private final List<TestProvider> providers;

    Difference(String what, TestProvider... providers) {
        this.what = what;
        this.providers = List.of(providers);
    }

    /** Whether the provider that is tested does this. */
    public boolean isHere() {
        return isOf(TestProvider.current());
    }

    boolean isOf(TestProvider provider) {
        return providers.contains(provider);
    }

    @Override
    public String toString() {
        return providers + ": " + what;
    }
}

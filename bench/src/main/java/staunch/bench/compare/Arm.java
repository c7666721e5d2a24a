package staunch.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import staunch.bench.peer.PeerKind;

/**
 * A server that is compared: a program with its settings.
 *
 * @param name its name, in tables and on the command line
 * @param description what it is
 * @param kind the program, of the program
 * @param options its settings
 */
public record Arm(String name, String description, PeerKind kind, List<String> options) {
    /** The reference, unless another is asked for. */
    public static final Arm STAUNCH =
            new Arm("staunch", "Staunch, SunJSSE", PeerKind.STAUNCH, List.of("provider=SunJSSE"));

    /** The same once more. */
    public static final Arm AGAIN = new Arm("staunch-again", "the same once more", PeerKind.STAUNCH, STAUNCH.options);

    /** All there are, as far apart from one another as they are least alike. */
    public static final List<Arm> ALL = List.of(
            STAUNCH,
            arm("staunch-offload", "Staunch, TLS tasks on another thread", PeerKind.STAUNCH, "offload=true"),
            arm("staunch-conscrypt", "Staunch, Conscrypt (BoringSSL)", PeerKind.STAUNCH, "provider=Conscrypt"),
            arm("staunch-bcjsse", "Staunch, BouncyCastle", PeerKind.STAUNCH, "provider=BCJSSE"),
            arm("blocking-platform", "Staunch's HTTP code on SSLSocket, a thread each", PeerKind.BLOCKING_PLATFORM),
            arm("blocking-virtual", "the same, a virtual thread each", PeerKind.BLOCKING_VIRTUAL),
            arm("jdk-https", "the JDK's HttpsServer", PeerKind.JDK_HTTPS),
            arm("netty-jdk", "Netty, SunJSSE", PeerKind.NETTY_JDK),
            arm("netty-boringssl", "Netty, BoringSSL", PeerKind.NETTY_BORINGSSL),
            arm("jetty", "Jetty, SunJSSE", PeerKind.JETTY),
            arm("undertow", "Undertow, SunJSSE", PeerKind.UNDERTOW),
            arm("nginx", "nginx, OpenSSL", PeerKind.NGINX),
            AGAIN);

    private static Arm arm(String name, String description, PeerKind kind, String... options) {
        return new Arm(name, description, kind, List.of(options));
    }

    /** What it needs and is not there, as a sentence; empty if it can be started. */
    public Optional<String> missing() {
        return kind.missing();
    }

    /** The one of that name. */
    public static Optional<Arm> named(String name) {
        return ALL.stream().filter(arm -> arm.name.equals(name)).findFirst();
    }

    /** The names of all. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        ALL.forEach(arm -> names.add(arm.name));
        return names;
    }
}

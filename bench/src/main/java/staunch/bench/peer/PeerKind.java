package staunch.bench.peer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A kind of server to compare with. */
public enum PeerKind {
    /** Ours. */
    STAUNCH("Staunch, one loop", Need.NOTHING, PeerSettings.PROVIDER, PeerSettings.LOOPS, PeerSettings.OFFLOAD),
    /** Our HTTP, with a thread of the system for each connection. */
    BLOCKING_PLATFORM("Staunch's HTTP on blocking SSLSockets, a platform thread each", Need.NOTHING),
    /** Our HTTP, with a virtual thread for each connection. */
    BLOCKING_VIRTUAL("Staunch's HTTP on blocking SSLSockets, a virtual thread each", Need.VIRTUAL_THREADS),
    /** What the JDK brings along. */
    JDK_HTTPS("the JDK's HttpsServer, cached threads", Need.NOTHING),
    /** Netty with SunJSSE. */
    NETTY_JDK("Netty 4.2, SunJSSE, one event loop", Need.NOTHING, PeerSettings.LOOPS),
    /** Netty with BoringSSL. */
    NETTY_BORINGSSL("Netty 4.2, BoringSSL, one event loop", Need.LINUX_X86_64, PeerSettings.LOOPS),
    /** Jetty. */
    JETTY("Jetty 12, SunJSSE, one selector", Need.NOTHING),
    /** Undertow. */
    UNDERTOW("Undertow 2, SunJSSE, one I/O thread", Need.NOTHING, PeerSettings.LOOPS),
    /** The one that is not Java; {@link PeerServer} does not start it, {@link NginxPeer} tells how to. */
    NGINX("nginx, OpenSSL, one process", Need.PROGRAM);

    private enum Need {
        NOTHING,
        VIRTUAL_THREADS,
        LINUX_X86_64,
        PROGRAM
    }

    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    private final String description;
    private final Need need;
    private final Set<String> options;

    PeerKind(String description, Need need, String... options) {
        this.description = description;
        this.need = need;
        this.options = Set.of(options);
    }

    /**
     * The kind of that name.
     *
     * @throws IllegalArgumentException if there is none; tells which there are
     */
    public static PeerKind named(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no peer " + name + "; choose one of "
                        + String.join(
                                ", ",
                                List.of(values()).stream().map(PeerKind::label).toList())));
    }

    /** Its name on a command line, such as {@code netty-jdk}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it is, on one line. */
    public String description() {
        return description;
    }

    /** The names of the options that it takes. */
    public Set<String> options() {
        return options;
    }

    /** Whether it is started by {@link PeerServer}. */
    public boolean isJava() {
        return this != NGINX;
    }

    /** What it needs and this JVM or machine does not have, as a sentence; empty if it can be started. */
    public Optional<String> missing() {
        return switch (need) {
            case NOTHING -> Optional.empty();
            case VIRTUAL_THREADS ->
                unless(
                        Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS,
                        label() + " needs JDK 21 or newer; this is " + Runtime.version());
            case LINUX_X86_64 ->
                unless(isLinux(), label() + " needs Linux on x86-64; this is " + system() + " on " + processor());
            case PROGRAM ->
                unless(NginxPeer.program().isPresent(), "nginx is not installed (Debian: apt-get install nginx-light)");
        };
    }

    private static Optional<String> unless(boolean holds, String otherwise) {
        return holds ? Optional.empty() : Optional.of(otherwise);
    }

    private static boolean isLinux() {
        return system().equals("Linux") && Set.of("amd64", "x86_64").contains(processor());
    }

    private static String system() {
        return System.getProperty("os.name", "an unknown system");
    }

    private static String processor() {
        return System.getProperty("os.arch", "an unknown processor");
    }

    @Override
    public String toString() {
        return label();
    }
}

package staunch.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import staunch.tls.pki.Identity;
import staunch.tls.pki.PassphraseSource;
import staunch.tls.pki.PkiException;

/** The process in which a peer serves; the package tells what it prints and when it ends. */
public final class PeerServer {
    private static final String USAGE = "usage: PeerServer KIND CERT_PEM KEY_PEM [option=value ...]";
    private static final int FIRST_OPTION = 3;

    private PeerServer() {}

    /**
     * Serves until standard input ends.
     *
     * @param arguments the kind of peer, a file with its chain, one with its key, options
     */
    public static void main(String[] arguments) {
        PrintStream announcements = System.out;
        System.setOut(System.err); // whatever a library has to say
        try {
            int port = start(List.of(arguments));
            announcements.println("listening " + port);
            announcements.flush();
            awaitEnd(System.in);
        } catch (Throwable failure) {
            System.err.println(messageOf(failure));
            Runtime.getRuntime().halt(1);
        }
        Runtime.getRuntime().halt(0);
    }

    private static int start(List<String> arguments) throws Exception {
        if (arguments.size() < FIRST_OPTION) {
            throw new IllegalArgumentException(USAGE);
        }
        PeerKind kind = PeerKind.named(arguments.get(0));
        Identity identity =
                Identity.fromPem(Path.of(arguments.get(1)), Path.of(arguments.get(2)), PassphraseSource.none());
        PeerSettings settings = PeerSettings.of(kind, identity, arguments.subList(FIRST_OPTION, arguments.size()));
        if (kind.missing().isPresent()) {
            throw new IllegalStateException(kind.missing().get());
        }
        return switch (kind) {
            case STAUNCH -> StaunchPeer.start(settings);
            case BLOCKING_PLATFORM -> BlockingPeer.start(settings, BlockingPeer.platformThreads());
            case BLOCKING_VIRTUAL -> BlockingPeer.start(settings, BlockingPeer.virtualThreads());
            case JDK_HTTPS -> JdkHttpsPeer.start(settings);
            case NETTY_JDK -> NettyPeer.startWithJdk(settings);
            case NETTY_BORINGSSL -> NettyPeer.startWithBoringSsl(settings);
            case JETTY -> JettyPeer.start(settings);
            case UNDERTOW -> UndertowPeer.start(settings);
            case NGINX ->
                throw new IllegalArgumentException("nginx is a program of its own: NginxPeer tells its command");
        };
    }

    private static String messageOf(Throwable failure) {
        boolean tellsAll = failure instanceof IllegalArgumentException
                || failure instanceof IllegalStateException
                || failure instanceof PkiException;
        return tellsAll ? String.valueOf(failure.getMessage()) : failure.toString();
    }

    private static void awaitEnd(InputStream input) throws IOException {
        byte[] ignored = new byte[64];
        while (input.read(ignored) >= 0) {
            // Only the end says something.
        }
    }
}

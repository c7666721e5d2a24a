package staunch.examples;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import staunch.http.HttpConnection;
import staunch.http.Request;
import staunch.reactor.ConnectFailure;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.tls.TlsClient;
import staunch.tls.TlsException;
import staunch.tls.TlsOptions;
import staunch.tls.pki.Identity;
import staunch.tls.pki.TrustAnchors;

/** Whom a client believes, where it goes and who it is: the arguments of all commands that are clients. */
final class ClientArguments {
    @Option(
            names = "--ca",
            paramLabel = "FILE-OR-FOLDER",
            description = "Trust these certificates only: a PEM file, or a folder in OpenSSL's hashed form. "
                    + "Default: those that the system trusts.")
    private @Nullable Path authorities;

    @Option(
            names = "--no-hostname-check",
            description = "Accept a trusted certificate that is for another name. For experiments.")
    private boolean noHostNameCheck;

    @Option(names = "--insecure", description = "Accept any certificate. For experiments.")
    private boolean insecure;

    @Option(
            names = "--resolve",
            paramLabel = "HOST:PORT:ADDRESS",
            description = "For this host and port, go to that address. May be given several times.")
    private List<String> resolve = new ArrayList<>();

    @Option(names = "--cert", paramLabel = "FILE", description = "A client certificate's chain, PEM, from the leaf.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "The private key of --cert, PEM, may be encrypted.")
    private @Nullable Path key;

    @Option(
            names = "--key-pass-file",
            paramLabel = "FILE",
            description = "Holds the passphrase of an encrypted key. Default: it is asked for on the terminal.")
    private @Nullable Path passphraseFile;

    @Mixin
    private TlsArguments tls = new TlsArguments();

    TlsOptions options() {
        return tls.options();
    }

    /** The client that the arguments describe. */
    TlsClient client(TlsOptions options) {
        TlsClient client = insecure
                ? TlsClient.trustingAnybody(options)
                : TlsClient.trusting(
                        authorities == null ? TrustAnchors.fromSystem() : TrustAnchors.fromPath(authorities), options);
        if (noHostNameCheck) {
            client = client.withoutHostNameCheck();
        }
        Optional<Identity> identity = identity();
        return identity.isPresent() ? client.withIdentity(identity.get()) : client;
    }

    private Optional<Identity> identity() {
        if (certificate == null && key == null) {
            return Optional.empty();
        }
        if (certificate == null || key == null) {
            throw new CommandFailure("--cert and --key belong together: give both");
        }
        return Optional.of(Identity.fromPem(
                certificate, key, TerminalPassphrase.orFrom("--key-pass-file", Optional.ofNullable(passphraseFile))));
    }

    /** What was not checked, for whoever might believe the rest; empty if all was. */
    Optional<String> notChecked() {
        if (insecure) {
            return Optional.of("the certificate: this may be anybody (--insecure)");
        }
        return noHostNameCheck
                ? Optional.of("the host name: this may be another server (--no-hostname-check)")
                : Optional.empty();
    }

    /** A reactor for one connection at a time. */
    static Reactor startReactor() throws IOException {
        return Reactor.start(ReactorOptions.DEFAULT.withLoops(1).withStallReportMillis(0));
    }

    /** A connection that stands, to the first address that can be connected to; what a server says there is final. */
    HttpConnection connect(Reactor reactor, GetTarget target, Layer layer) throws IOException {
        CompletionException last = null;
        for (InetSocketAddress address : addresses(target.host(), target.port())) {
            HttpConnection connection = HttpConnection.open(reactor, address, layer);
            try {
                connection.opened().toCompletableFuture().join();
                return connection;
            } catch (CompletionException e) {
                last = e;
                if (!(e.getCause() instanceof ConnectFailure)) {
                    break;
                }
            }
        }
        if (last == null) {
            throw new CommandFailure("no address to connect to");
        }
        throw explained(last);
    }

    /** Where a host is, by {@code --resolve} or else by the system. */
    List<InetSocketAddress> addresses(String host, int port) {
        return Resolution.addressesOf(
                host, port, resolve.stream().map(Resolution::parse).toList());
    }

    /** The one request that is sent. */
    static Request request(GetTarget target) {
        return Request.get(target.authority(), target.target())
                .with("User-Agent", "staunch")
                .with("Accept", "*/*")
                .with("Connection", "close");
    }

    /** Why a connection failed, with what to do about it in terms of this command line. */
    IOException explained(CompletionException failure) throws IOException {
        Throwable cause = failure.getCause();
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return cause instanceof IOException io ? withAdvice(io) : new IOException(cause);
    }

    private IOException withAdvice(IOException failure) {
        if (authorities != null) {
            return failure;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TlsException refusal
                    && (refusal.kind() == TlsException.Kind.UNKNOWN_AUTHORITY
                            || refusal.kind() == TlsException.Kind.SELF_SIGNED)) {
                return new IOException(failure.getMessage() + " (--ca FILE-OR-FOLDER)", failure);
            }
        }
        return failure;
    }
}

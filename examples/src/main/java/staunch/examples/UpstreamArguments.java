package staunch.examples;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import staunch.http.HttpProxy;
import staunch.http.Origin;
import staunch.http.Resolver;
import staunch.http.proxy.HostPatterns;
import staunch.http.proxy.ProxyOptions;
import staunch.tls.pki.Identity;
import staunch.tls.pki.TrustAnchors;

/** How a proxy goes on to the servers: whom it believes, who it is to them, where it finds them, and whom it does not go to. */
final class UpstreamArguments {
    @Option(
            names = "--upstream-ca",
            paramLabel = "FILE-OR-FOLDER",
            description = "Trust servers certified by these only: a PEM file, or a folder in OpenSSL's hashed form. "
                    + "Default: those that the system trusts.")
    private @Nullable Path authorities;

    @Option(
            names = "--insecure-upstream",
            paramLabel = "HOSTS",
            description =
                    "Believe these hosts whatever certificate they show; the list says of each exchange that it was unverified. May "
                            + "be given several times; not for all hosts.")
    private List<String> insecure = new ArrayList<>();

    @Option(
            names = "--client-cert",
            paramLabel = "HOSTS=CERT,KEY",
            description =
                    "Show this certificate to these hosts if they ask for one; two PEM files. May be given several times.")
    private List<String> identities = new ArrayList<>();

    @Option(
            names = "--resolve",
            paramLabel = "HOST:PORT:ADDRESS",
            description = "For this host and port, go to that address. May be given several times.")
    private List<String> resolve = new ArrayList<>();

    @Option(
            names = "--upstream-proxy",
            paramLabel = "HOST:PORT",
            description = "Go through another proxy (HTTP CONNECT).")
    private @Nullable String proxy;

    @Option(
            names = "--upstream-proxy-auth-file",
            paramLabel = "FILE",
            description = "What to show to it; the first line of the file is USER:PASSWORD.")
    private @Nullable Path proxyCredentials;

    @Option(
            names = "--deny-private",
            description =
                    "Connect to public addresses only: not to loopback, link-local, private ones, whatever name leads there. Not "
                            + "with --upstream-proxy, which resolves names itself.")
    private boolean denyPrivate;

    ProxyOptions addTo(ProxyOptions options) {
        ProxyOptions more = options.withUpstreamTrust(
                        authorities == null ? TrustAnchors.fromSystem() : TrustAnchors.fromPath(authorities))
                .withDenyPrivate(denyPrivate)
                .withAdvice(new ProxyAdvice(denyPrivate))
                .withResolver(resolver());
        if (!insecure.isEmpty()) {
            more = more.withInsecureUpstreams(insecureHosts());
        }
        for (String identity : identities) {
            more = withIdentity(more, identity);
        }
        if (proxy == null && proxyCredentials != null) {
            throw new CommandFailure("--upstream-proxy-auth-file is for the proxy that --upstream-proxy names");
        }
        if (proxy != null && denyPrivate) {
            throw new CommandFailure(
                    "--deny-private cannot be held with --upstream-proxy, which resolves names: deny them there");
        }
        return proxy == null ? more : more.withUpstreamProxy(upstreamProxy(proxy));
    }

    private HostPatterns insecureHosts() {
        HostPatterns hosts = ProxyCommand.patterns("--insecure-upstream", insecure);
        try {
            ProxyOptions.DEFAULT.withInsecureUpstreams(hosts);
            return hosts;
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--insecure-upstream: " + e.getMessage(), e);
        }
    }

    private static ProxyOptions withIdentity(ProxyOptions options, String text) {
        String[] hostsAndFiles = text.split("=", 2);
        String[] files = hostsAndFiles.length == 2 ? hostsAndFiles[1].split(",", 2) : new String[0];
        if (files.length != 2) {
            throw new CommandFailure("--client-cert " + text + " does not have the form HOSTS=CERT,KEY");
        }
        Identity identity = Identity.fromPem(Path.of(files[0]), Path.of(files[1]), TerminalPassphrase.alone());
        return options.withUpstreamIdentity(
                ProxyCommand.patterns("--client-cert", List.of(hostsAndFiles[0])), identity);
    }

    private HttpProxy upstreamProxy(String text) {
        if (!text.matches(".*:\\d+")) {
            throw new CommandFailure("--upstream-proxy " + text + " does not have the form HOST:PORT");
        }
        try {
            Origin address = Origin.of("http", text);
            HttpProxy without = HttpProxy.at(address.host(), address.port());
            return proxyCredentials == null
                    ? without
                    : CredentialsFile.read("--upstream-proxy-auth-file", proxyCredentials)
                            .addTo(without);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("--upstream-proxy " + text + ": " + e.getMessage(), e);
        }
    }

    private Resolver resolver() {
        List<Resolution> resolutions = resolve.stream().map(Resolution::parse).toList();
        return new Resolver() {
            @Override
            public CompletionStage<List<InetAddress>> resolve(String host) {
                return Resolver.system().resolve(host);
            }

            @Override
            public CompletionStage<List<InetAddress>> resolve(String host, int port) {
                return resolutions.stream()
                        .filter(resolution -> resolution.host().equalsIgnoreCase(host) && resolution.port() == port)
                        .findFirst()
                        .map(resolution -> Resolver.system().resolve(resolution.address()))
                        .orElseGet(() -> resolve(host));
            }
        };
    }
}

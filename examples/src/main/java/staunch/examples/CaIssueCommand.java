package staunch.examples;

import java.io.PrintStream;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import staunch.tls.pki.DevelopmentCertificates;
import staunch.tls.pki.Identity;
import staunch.tls.pki.LeafRequest;

/** {@code ca issue}: a server's or a client's certificate. */
@Command(
        name = "issue",
        description = {
            "Issues a certificate with a key of its own: NAME.pem, with the chain up to the root but without it, and "
                    + "NAME-key.pem.",
            ""
        },
        abbreviateSynopsis = true,
        sortOptions = false)
final class CaIssueCommand implements Callable<Integer> {
    private static final int PORT = 8443;

    private final Output output;

    CaIssueCommand(Output output) {
        this.output = output;
    }

    @Parameters(
            paramLabel = "NAME",
            arity = "1..*",
            description = "What it is for: host names, wildcards such as '*.example.test', IP addresses. The first one "
                    + "names the files.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--client", description = "For a client: NAME says who that is, in any form.")
    private boolean client;

    @Option(
            names = "--days",
            paramLabel = "N",
            description = "How long it is valid, but no longer than its issuer. Browsers take at most 200 days. "
                    + "Default: ${DEFAULT-VALUE}.")
    private int days = (int) LeafRequest.DEFAULT_LIFETIME.toDays();

    @Mixin
    private KeyTypeArgument key = new KeyTypeArgument();

    @Option(names = "--out", paramLabel = "DIR", description = "Where to write the files. Default: the current folder.")
    private Path folder = Path.of("");

    @Option(names = "--replace", description = "Replace files that are there, to renew a certificate.")
    private boolean replace;

    @Mixin
    private IssuerArguments issuer = new IssuerArguments();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Override
    public Integer call() {
        LeafRequest request = request();
        IdentityFiles files = IdentityFiles.in(folder.toAbsolutePath().normalize(), names.get(0));
        if (!replace) {
            files.requireAbsent("renew it with --replace, or write elsewhere with --out");
        }
        Identity leaf = issuer.load().issue(request);
        files.write(leaf);
        announce(leaf, files);
        return 0;
    }

    private LeafRequest request() {
        if (days < 1) {
            throw new CommandFailure("--days " + days + ": there must be at least one");
        }
        if (client && names.size() > 1) {
            throw new CommandFailure("--client takes one NAME, quoted if there are spaces in it, not " + names.size());
        }
        LeafRequest request =
                client ? LeafRequest.forClient(names.get(0)) : LeafRequest.forServer(names.toArray(String[]::new));
        return request.withKeyType(key.type()).withLifetime(Duration.ofDays(days));
    }

    private void announce(Identity leaf, IdentityFiles files) {
        PrintStream out = output.out();
        out.println("Issued a " + (client ? "client" : "server") + " certificate for " + String.join(", ", names)
                + ", valid until " + lastDay(leaf.leaf()) + ":");
        files.announce(out);
        String identity = " --cert " + ShellWord.of(files.chain()) + " --key " + ShellWord.of(files.key());
        String root = ShellWord.of(issuer.folder().root().chain());
        out.println("Try:  ./staunch serve" + (client ? " --client-ca " + root : identity + bind()));
        out.println("      " + (client ? get(identity) : curl(root)));
    }

    /** An address must be listened on; a name leads to where {@code serve} listens anyway. */
    private String bind() {
        return isAddress() ? " --bind " + names.get(0) : "";
    }

    /** A server without a certificate of ours has one of its own making. */
    private static String get(String identity) {
        Path authority = DevelopmentCertificates.userFolder().resolve("ca.pem");
        return "./staunch get --ca " + ShellWord.of(authority) + identity + " https://localhost:" + PORT + "/";
    }

    private String curl(String root) {
        String host = names.get(0).replace("*", "www");
        String authority = PrintedAddress.authority(host, PORT);
        boolean found = isAddress() || host.equals("localhost");
        return "curl --cacert " + root + (found ? "" : " --resolve " + authority + ":127.0.0.1") + " https://"
                + authority + "/";
    }

    private boolean isAddress() {
        return names.get(0).matches("[0-9.]+|.*:.*");
    }

    static LocalDate lastDay(X509Certificate certificate) {
        return LocalDate.ofInstant(certificate.getNotAfter().toInstant(), ZoneOffset.UTC);
    }
}

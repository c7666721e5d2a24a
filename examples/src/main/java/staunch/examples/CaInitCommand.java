package staunch.examples;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.PkiException;
import staunch.tls.pki.PkiException.Kind;

/** {@code ca init}: a root. */
@Command(
        name = "init",
        description = {"Makes the root of an authority. One that is there is never replaced.", ""},
        sortOptions = false)
final class CaInitCommand implements Callable<Integer> {
    private final Output output;

    CaInitCommand(Output output) {
        this.output = output;
    }

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What people will see in their list of authorities. Default: Staunch CA and a random mark.")
    private @Nullable String name;

    @Mixin
    private KeyTypeArgument key = new KeyTypeArgument();

    @Mixin
    private AuthorityFolderArgument folder = new AuthorityFolderArgument();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Override
    public Integer call() {
        String wanted = name == null ? CertificateAuthority.distinctName("Staunch CA") : name;
        announce(wanted, create(wanted));
        return 0;
    }

    private CertificateAuthority create(String wanted) {
        try {
            return folder.folder().create(wanted, key.type());
        } catch (PkiException e) {
            throw e.kind() == Kind.FILE_EXISTS ? new CommandFailure(e.getMessage() + " with --dir", e) : e;
        }
    }

    private void announce(String wanted, CertificateAuthority root) {
        PrintStream out = output.out();
        out.println(
                "Made the root \"" + wanted + "\", valid until " + CaIssueCommand.lastDay(root.certificate()) + ":");
        folder.root().announce(out);
        out.println("Clients that trust the certificate believe all that the key signs: keep the key to yourself.");
        out.println("Try:  ./staunch ca issue" + folder.argument() + " localhost");
    }
}

package staunch.examples;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import staunch.tls.pki.CertificateAuthority;

/** {@code ca intermediate}: an authority below the root, so that the root's key can be put away. */
@Command(
        name = "intermediate",
        description = {"Makes an authority below the root, or below another intermediate.", ""},
        sortOptions = false)
final class CaIntermediateCommand implements Callable<Integer> {
    private final Output output;

    CaIntermediateCommand(Output output) {
        this.output = output;
    }

    @Parameters(paramLabel = "NAME", description = "Its name, in the certificate and for --issuer.")
    private String name = "";

    @Mixin
    private KeyTypeArgument key = new KeyTypeArgument();

    @Mixin
    private IssuerArguments issuer = new IssuerArguments();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Override
    public Integer call() {
        CertificateAuthority above = issuer.load();
        IdentityFiles files = issuer.folder().intermediate(name);
        files.requireAbsent("certificates may hang on it; choose another name");
        CertificateAuthority made = above.issueIntermediate(name, key.type());
        files.write(made.identity());
        output.out()
                .println("Made the intermediate \"" + name + "\", valid until "
                        + CaIssueCommand.lastDay(made.certificate()) + ":");
        files.announce(output.out());
        output.out()
                .println("Try:  ./staunch ca issue" + issuer.folder().argument() + " --issuer " + ShellWord.of(name)
                        + " localhost");
        return 0;
    }
}

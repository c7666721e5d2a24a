package staunch.examples;

import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import staunch.tls.pki.CertificateAuthority;

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
    private AuthorityFolder folder = new AuthorityFolder();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Override
    public Integer call() {
        folder.root().requireAbsent("certificates may hang on it; name another folder with --dir");
        SecureRandom random = new SecureRandom();
        String wanted = name == null ? "Staunch CA " + mark(random) : name;
        CertificateAuthority root = CertificateAuthority.create(wanted, key.type(), InstantSource.system(), random);
        folder.create();
        folder.root().write(root.identity());
        announce(wanted, root);
        return 0;
    }

    /** Tells the authorities of several machines or folders apart in a browser's list. */
    private static String mark(SecureRandom random) {
        byte[] mark = new byte[4];
        random.nextBytes(mark);
        return HexFormat.of().formatHex(mark);
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

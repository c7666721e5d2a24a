package staunch.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ca}: a certificate authority of one's own. */
@Command(
        name = "ca",
        description = {"Makes certificates, signed by an authority of your own.", ""},
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "For example, a root, an intermediate below it, and a server's certificate signed by that:",
            "  staunch ca init",
            "  staunch ca intermediate Issuing",
            "  staunch ca issue --issuer Issuing example.test '*.example.test' 192.0.2.7"
        })
final class CaCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    private CaCommand() {}

    static CommandLine with(Output output) {
        return new CommandLine(new CaCommand())
                .addSubcommand(new CaInitCommand(output))
                .addSubcommand(new CaIntermediateCommand(output))
                .addSubcommand(new CaIssueCommand(output))
                .addSubcommand(new HelpCommand());
    }
}

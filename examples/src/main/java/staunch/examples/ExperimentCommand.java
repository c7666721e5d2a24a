package staunch.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code experiment}: programs that show what a part of TLS is good for. */
@Command(
        name = "experiment",
        description = {"Shows what a part of TLS is good for, with servers of its own.", ""},
        synopsisSubcommandLabel = "COMMAND")
final class ExperimentCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    private ExperimentCommand() {}

    static CommandLine with(Output output) {
        return new CommandLine(new ExperimentCommand())
                .addSubcommand(new HostNameExperiment(output))
                .addSubcommand(new HelpCommand());
    }
}

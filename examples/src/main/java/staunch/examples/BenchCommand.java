package staunch.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench}: load on a server, measured so that the figures can be believed. */
@Command(
        name = "bench",
        description = {
            "Measures a server: handshakes, requests, transfers, idle connections.",
            "A run in which the client was the limit, or the handshakes were not those asked for, says so and has no headline.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "For example, our server on one processor, and its client on another:",
            "  taskset -c 0 ./staunch bench server --loops 1",
            "  taskset -c 1 ./staunch bench handshakes --ca FILE https://localhost:8443/ --seconds 10 --warmup 20",
            "Then the same for sessions that are resumed, and by a schedule:",
            "  ./staunch bench handshakes --ca FILE https://localhost:8443/ --resume 1",
            "  ./staunch bench handshakes --ca FILE https://localhost:8443/ --rate 300"
        })
final class BenchCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    private BenchCommand() {}

    static CommandLine with(Output output) {
        return new CommandLine(new BenchCommand())
                .addSubcommand(new BenchServerCommand(output))
                .addSubcommand(new BenchHandshakesCommand(output))
                .addSubcommand(new BenchRequestsCommand(output))
                .addSubcommand(new BenchBulkCommand(output))
                .addSubcommand(BenchIdleCommand.with(output))
                .addSubcommand(new BenchCompareCommand(output))
                .addSubcommand(new BenchMergeCommand(output))
                .addSubcommand(new BenchReportCommand(output))
                .addSubcommand(new BenchJmhCommand(output))
                .addSubcommand(new HelpCommand());
    }
}

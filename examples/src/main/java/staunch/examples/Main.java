package staunch.examples;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line's entrance. */
@Command(
        name = "staunch",
        description = "A non-blocking TLS framework for the JVM: server, client and proxy.",
        synopsisSubcommandLabel = "COMMAND",
        version = "staunch 0.1.0-SNAPSHOT",
        footer = {
            "",
            "Exit status: 0 for success, 1 for a failure, 2 for a command line that cannot be read.",
            "More on one command: staunch help COMMAND"
        })
public final class Main {
    @Option(
            names = "--stacktrace",
            description = "After an error, also print where it came from.",
            scope = ScopeType.INHERIT)
    private boolean stacktrace;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on the option, not on the field
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version.")
    @SuppressWarnings("UnusedVariable") // picocli acts on the option, not on the field
    private boolean version;

    private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";
    /** By each of these somebody chooses what the log looks like. */
    private static final List<String> LOG_CHOICES =
            List.of(LOG_FORMAT, "java.util.logging.config.file", "java.util.logging.config.class");

    private Main() {}

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] arguments) {
        // What the libraries log is a line, as all else is that a person reads here, unless he has chosen otherwise.
        if (LOG_CHOICES.stream().allMatch(choice -> System.getProperty(choice) == null)) {
            System.setProperty(LOG_FORMAT, "%4$s: %5$s%6$s%n");
        }
        System.exit(run(new Output(System.out, System.err), arguments));
    }

    static int run(Output output, String... arguments) {
        Main main = new Main();
        CommandLine commandLine = new CommandLine(main)
                .addSubcommand(new ServeCommand(output))
                .addSubcommand(new GetCommand(output))
                .addSubcommand(new TraceCommand(output))
                .addSubcommand(new ProxyCommand(output))
                .addSubcommand(CaCommand.with(output))
                .addSubcommand(ExperimentCommand.with(output))
                .addSubcommand(BenchCommand.with(output))
                .addSubcommand(new HelpCommand())
                .setOut(writer(output.out()))
                .setErr(writer(output.err()))
                .setParameterExceptionHandler((misuse, given) -> explain(misuse, output.err()))
                .setExecutionExceptionHandler((failure, command, parsed) -> main.report(failure, output.err()))
                .setUsageHelpAutoWidth(true);
        if (arguments.length == 0) {
            commandLine.usage(output.err());
            return CommandLine.ExitCode.USAGE;
        }
        return commandLine.execute(arguments);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, Charset.defaultCharset());
    }

    /** One line that says what makes no sense, and one that says where to look; the whole help would bury both. */
    private static int explain(ParameterException misuse, PrintStream err) {
        err.println("staunch: " + whatMakesNoSense(misuse));
        UnmatchedArgumentException.printSuggestions(misuse, writer(err));
        err.println("See: " + whereToLook(misuse.getCommandLine()));
        return CommandLine.ExitCode.USAGE;
    }

    private static String whereToLook(CommandLine command) {
        return command.getCommandSpec()
                .qualifiedName()
                .replaceFirst(" |$", " help ")
                .strip();
    }

    private static String whatMakesNoSense(ParameterException misuse) {
        if (misuse instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
            String argument = unmatched.getUnmatched().get(0);
            boolean ofCommand = misuse.getCommandLine().getSubcommands().isEmpty();
            return argument + (ofCommand ? " is one argument too many" : " is not one of the commands");
        }
        return oneLine(misuse);
    }

    /** One line that says what is wrong and what to do; the rest on request. */
    private int report(Exception failure, PrintStream err) {
        err.println("staunch: " + oneLine(failure));
        if (stacktrace) {
            failure.printStackTrace(err);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.toString() : message.replaceAll("\\s*\\R\\s*", " ");
    }
}

package staunch.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line's entrance. Exit status: 0 for success, 1 for a failure, 2 for a command line that makes no sense. */
@Command(
        name = "staunch",
        description = "A non-blocking TLS framework for the JVM: server, client and measurements.",
        subcommands = {ServeCommand.class, GetCommand.class, HelpCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "staunch 0.1.0-SNAPSHOT")
public final class Main {
    @Option(
            names = "--stacktrace",
            description = "After an error, also print where it came from.",
            scope = ScopeType.INHERIT)
    private boolean stacktrace;

    private Main() {}

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        Main main = new Main();
        CommandLine commandLine = new CommandLine(main)
                .setExecutionExceptionHandler((failure, command, parsed) -> main.report(failure, command))
                .setUsageHelpAutoWidth(true);
        if (arguments.length == 0) {
            commandLine.usage(commandLine.getErr());
            return CommandLine.ExitCode.USAGE;
        }
        return commandLine.execute(arguments);
    }

    /** One line that says what is wrong and what to do; the rest on request. */
    private int report(Exception failure, CommandLine command) {
        command.getErr().println("staunch: " + describe(failure));
        if (stacktrace) {
            failure.printStackTrace(command.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String describe(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.toString() : message.replaceAll("\\s*\\R\\s*", " ");
    }
}

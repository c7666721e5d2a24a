package staunch.examples;

import picocli.CommandLine.Option;

/** What a proxy shows and records of what passes it. */
final class CaptureArguments {
    @Option(
            names = "--json",
            description = "Write an object of JSON for each flow to standard output, and notes to standard error.")
    private boolean json;

    Capture open(Output output) {
        return new Capture(output, json);
    }
}

package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A command line that makes no sense, and the help. */
class MainTest {
    @ParameterizedTest
    @CsvSource({
        "bogus, bogus is not one of the commands, help",
        "serev, serev is not one of the commands, help",
        "--bogus, Unknown option: '--bogus', help",
        "serve --bogus, Unknown option: '--bogus', help serve",
        "serve now, now is one argument too many, help serve",
        "serve --port x, Invalid value for option '--port': 'x' is not an int, help serve",
        "get, Missing required parameter: 'URL', help get",
        "ca, Missing required subcommand, help ca",
        "ca bogus, bogus is not one of the commands, help ca",
        "ca issue, Missing required parameter: 'NAME', help ca issue",
        "bench, Missing required subcommand, help bench",
        "bench bogus, bogus is not one of the commands, help bench",
        "bench handshakes, Missing required parameter: 'URL-or-HOST:PORT', help bench handshakes",
        "help bogus, bogus is not one of the commands, help",
        "help ca bogus, bogus is not one of the commands, help ca",
        "help serve bogus, bogus is one argument too many, help serve",
        "ca help bogus, bogus is not one of the commands, help ca"
    })
    void shouldSayWhatMakesNoSenseAndWhereToLook(String arguments, String problem, String look) {
        ExternalProgram.Outcome outcome = StaunchProgram.run(arguments.split(" "));
        assertEquals(2, outcome.status());
        assertEquals("", outcome.output());
        List<String> lines = outcome.errors().lines().toList();
        assertEquals("staunch: " + problem, lines.get(0));
        assertEquals("See: staunch " + look, lines.get(lines.size() - 1));
        assertTrue(lines.size() <= 3, outcome.errors());
    }

    @Test
    void shouldSuggestWhatWasMeant() {
        assertTrue(StaunchProgram.run("serev").errors().contains("Did you mean: staunch serve"));
    }

    @Test
    void shouldPrintTheHelpIfAskedNothing() {
        ExternalProgram.Outcome outcome = StaunchProgram.run();
        assertEquals(2, outcome.status());
        assertEquals(StaunchProgram.run("help").expectSuccess().output(), outcome.errors());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "help",
                "--help",
                "help serve",
                "serve --help",
                "help get",
                "get -h",
                "help trace",
                "help experiment",
                "experiment hostname -h",
                "help bench",
                "help bench server",
                "help bench handshakes",
                "help bench requests",
                "help bench bulk",
                "help bench idle",
                "help bench merge",
                "help bench report",
                "help bench jmh"
            })
    void shouldHelpOnStandardOutputWithinEightyColumns(String arguments) {
        ExternalProgram.Outcome outcome = StaunchProgram.run(arguments.split(" "));
        assertEquals("", outcome.expectSuccess().errors());
        assertTrue(outcome.output().startsWith("Usage: staunch"), outcome.output());
        outcome.output().lines().forEach(line -> assertTrue(line.length() <= 80, line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"help ca issue", "ca help issue"})
    void shouldHelpOnCommandsOfCommands(String arguments) {
        assertEquals(
                StaunchProgram.run("ca", "issue", "--help").expectSuccess().output(),
                StaunchProgram.run(arguments.split(" ")).expectSuccess().output());
    }

    @Test
    void shouldListItsCommandsAndItsVersion() {
        String help = StaunchProgram.run("help").output();
        List.of("serve", "get", "trace", "ca", "experiment", "bench", "help")
                .forEach(command -> assertTrue(help.contains("\n  " + command + " "), help));
        assertTrue(StaunchProgram.run("--version").expectSuccess().output().startsWith("staunch "));
    }
}

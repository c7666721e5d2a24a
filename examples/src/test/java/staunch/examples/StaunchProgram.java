package staunch.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The command line, in a process of its own or in this one. */
final class StaunchProgram {
    private StaunchProgram() {}

    /** A process whose user's folder is {@code home}. */
    static ExternalProgram withHome(Path home) {
        return ExternalProgram.ofJdk("java")
                .in(home)
                .with("HOME", home.toString())
                .with("XDG_CONFIG_HOME", home.resolve("config").toString())
                .first(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Duser.home=" + home,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName());
    }

    /** In this process: for commands that end by themselves and do not touch the user's folder. */
    static ExternalProgram.Outcome run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(
                new Output(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)),
                arguments);
        return new ExternalProgram.Outcome(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}

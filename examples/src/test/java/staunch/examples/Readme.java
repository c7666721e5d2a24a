package staunch.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The README's examples: a fenced block of code behind {@code <!-- example: NAME -->}. */
final class Readme {
    private Readme() {}

    /** The text of that example, so that what is tested is what is read. */
    static String example(Path readme, String name) throws IOException {
        String block = "<!-- example: " + Pattern.quote(name) + " -->\\s*^```\\w*\\n(.*?)^```";
        Matcher found =
                Pattern.compile(block, Pattern.DOTALL | Pattern.MULTILINE).matcher(Files.readString(readme));
        if (!found.find()) {
            throw new AssertionError(readme + " has no fenced code behind <!-- example: " + name + " -->");
        }
        return found.group(1);
    }
}

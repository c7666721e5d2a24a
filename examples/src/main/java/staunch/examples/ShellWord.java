package staunch.examples;

/** A word of a command line that a person is shown, to be copied into a shell. */
final class ShellWord {
    private ShellWord() {}

    /** In quotes if a shell would take it for something else. */
    static String of(Object word) {
        String text = word.toString();
        return text.matches("[\\w./:+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}

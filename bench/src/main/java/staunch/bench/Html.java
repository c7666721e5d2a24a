package staunch.bench;

/** What the report's page and its plots have in common. */
final class Html {
    /** How many series have a colour of their own. */
    static final int COLOURS = 8;

    private Html() {}

    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

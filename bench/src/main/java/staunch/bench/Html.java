package staunch.bench;

/** What the report's page and its plots have in common. */
public final class Html {
    /** How many series have a colour of their own. */
    public static final int COLOURS = 8;

    private Html() {}

    /** As it is written between tags, or in quotes. */
    public static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

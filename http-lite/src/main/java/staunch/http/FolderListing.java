package staunch.http;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A page with links to what may be seen of a folder. */
final class FolderListing {
    private FolderListing() {}

    /**
     * @param folder its path, with no symbolic link in it
     * @param title the folder's name for people
     * @param maxEntries how many of the folder's entries are looked at, the hidden ones too
     */
    static String html(FileTree tree, Path folder, String title, int maxEntries) throws IOException {
        Map<String, String> names = new TreeMap<>();
        boolean all = collect(tree, folder, maxEntries, names);
        String heading = escaped(title);
        StringBuilder html = new StringBuilder(
                        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>")
                .append(heading)
                .append("</title></head>\n<body>\n<h1>")
                .append(heading)
                .append("</h1>\n<ul>\n");
        if (!title.equals("/")) {
            html.append("<li><a href=\"../\">../</a></li>\n");
        }
        names.forEach((name, slash) -> html.append("<li><a href=\"./")
                .append(PercentEncoding.encodeSegment(name))
                .append(slash)
                .append("\">")
                .append(escaped(name))
                .append(slash)
                .append("</a></li>\n"));
        html.append("</ul>\n").append(all ? "" : "<p>There is more here than is shown.</p>\n");
        return html.append("</body>\n</html>\n").toString();
    }

    /** Whether that is all there is. */
    private static boolean collect(FileTree tree, Path folder, int maxEntries, Map<String, String> names)
            throws IOException {
        int seen = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (++seen > maxEntries) {
                    return false;
                }
                String name = entry.getFileName().toString();
                Optional<Path> real = tree.isNameable(name) ? tree.real(entry) : Optional.empty();
                if (real.filter(Files::isDirectory).isPresent()) {
                    names.put(name, "/");
                } else if (real.filter(Files::isRegularFile).isPresent()) {
                    names.put(name, "");
                }
            }
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
        return true;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}

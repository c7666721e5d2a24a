package staunch.http;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The content types of files, by the ending of their names. Immutable. */
final class ContentTypes {
    private static final String UNKNOWN = "application/octet-stream";

    private static final Map<String, String> BY_ENDING = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("htm", "text/html; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("md", "text/markdown; charset=utf-8"),
            Map.entry("csv", "text/csv; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("xml", "application/xml"),
            Map.entry("wasm", "application/wasm"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("zip", "application/zip"),
            Map.entry("gz", "application/gzip"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("avif", "image/avif"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("webm", "video/webm"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("woff", "font/woff"),
            Map.entry("woff2", "font/woff2"));

    static final ContentTypes DEFAULT = new ContentTypes(BY_ENDING);

    private final Map<String, String> byEnding;

    private ContentTypes(Map<String, String> byEnding) {
        this.byEnding = byEnding;
    }

    /** With one more, or another for that ending, which is given without its dot. */
    ContentTypes with(String ending, String type) {
        Map<String, String> more = new HashMap<>(byEnding);
        more.put(ending.toLowerCase(Locale.ROOT), type);
        return new ContentTypes(Map.copyOf(more));
    }

    String of(String fileName) {
        String ending = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return byEnding.getOrDefault(ending, UNKNOWN);
    }
}

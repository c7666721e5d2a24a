package staunch.http.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import staunch.http.Body;
import staunch.http.Response;
import staunch.http.codec.Fields;
import staunch.http.codec.Status;

/** The page that says what went wrong on the way to a server, so that nobody takes it for the server's own. */
final class ErrorPage {
    private ErrorPage() {}

    /** Nothing was heard from a server, or nothing that can be passed on. */
    static Response noAnswer(Status status, String where, String reason, Optional<String> advice) {
        return of(
                status,
                "has no answer of <code>" + escape(where) + "</code>",
                reason,
                advice.map(text -> "<p>" + escape(text) + "</p>\n").orElse(""));
    }

    /** The proxy itself was spoken to, or means itself. */
    static Response ofItself(Status status, String reason) {
        return of(status, "answers this itself", reason, "");
    }

    private static Response of(Status status, String what, String reason, String advice) {
        String page = """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>%1$s</title>
                <style>body{font:16px/1.5 system-ui,sans-serif;margin:4em auto;max-width:42em;padding:0 1em}
                code{background:#eee;padding:.1em .3em;overflow-wrap:anywhere}</style></head>
                <body><h1>%1$s</h1>
                <p>The proxy (Staunch) %2$s:</p>
                <p><strong>%3$s</strong></p>
                %4$s<p>This page is the proxy's, not the server's.</p></body></html>
                """.formatted(escape(status.toString()), what, escape(reason), advice);
        Fields fields = Fields.builder()
                .add("Content-Type", "text/html; charset=utf-8")
                .add("Cache-Control", "no-store")
                .build();
        return new Response(status, fields, Body.of(page.getBytes(StandardCharsets.UTF_8)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

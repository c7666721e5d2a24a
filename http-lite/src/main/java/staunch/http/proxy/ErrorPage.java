package staunch.http.proxy;

import java.nio.charset.StandardCharsets;
import staunch.http.Body;
import staunch.http.Response;
import staunch.http.codec.Fields;
import staunch.http.codec.Status;

/** The page that says what went wrong on the way to a server, so that nobody takes it for the server's own. */
final class ErrorPage {
    private ErrorPage() {}

    static Response of(Status status, String where, String reason) {
        String page = """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>%1$s</title>
                <style>body{font:16px/1.5 system-ui,sans-serif;margin:4em auto;max-width:42em;padding:0 1em}
                code{background:#eee;padding:.1em .3em;overflow-wrap:anywhere}</style></head>
                <body><h1>%1$s</h1>
                <p>The proxy (Staunch) has no answer of <code>%2$s</code>:</p>
                <p><strong>%3$s</strong></p>
                <p>This page is the proxy's, not the server's.</p></body></html>
                """.formatted(escape(status.toString()), escape(where), escape(reason));
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

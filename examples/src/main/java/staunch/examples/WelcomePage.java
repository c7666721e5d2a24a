package staunch.examples;

import java.util.LinkedHashMap;
import java.util.Map;
import staunch.http.Exchange;
import staunch.http.HttpHandler;
import staunch.http.Response;
import staunch.http.codec.Method;
import staunch.http.codec.Status;
import staunch.reactor.Security;

/** What a server shows that was given nothing to serve: that it works, and what was negotiated. */
final class WelcomePage implements HttpHandler {
    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link rel="icon" href="data:,">
            <title>Staunch is serving</title>
            <style>
              :root { color-scheme: light dark }
              body { font: 1rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 8vh auto; padding: 0 1.5rem }
              h1 { font-size: 1.6rem; margin-bottom: .25rem }
              table { border-collapse: collapse; width: 100%; margin: 1.5rem 0 }
              th, td { text-align: left; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid #8884; vertical-align: top }
              th { font-weight: 600; white-space: nowrap; width: 13rem }
              code { font-size: .95em; overflow-wrap: anywhere }
            </style>
            </head>
            <body>
            <h1>Staunch is serving</h1>
            <p>This page came through a non-blocking selector loop. This is the connection that brought it:</p>
            <table>@facts@</table>
            <p>Serve a folder of your own with <code>./staunch serve --root DIR</code>.</p>
            </body>
            </html>
            """;

    @Override
    public void handle(Exchange exchange) {
        Method method = exchange.request().method();
        if (method != Method.GET && method != Method.HEAD) {
            exchange.respond(Response.of(Status.METHOD_NOT_ALLOWED, "text/plain", "405 Method Not Allowed\n")
                    .with("Allow", "GET, HEAD"));
        } else if (!exchange.request().path().equals("/")) {
            exchange.respond(Status.NOT_FOUND, "text/plain", "404 Not Found\n");
        } else {
            exchange.respond(Status.OK, "text/html", PAGE.replace("@facts@", rows(exchange)));
        }
    }

    private static String rows(Exchange exchange) {
        StringBuilder rows = new StringBuilder();
        facts(exchange)
                .forEach((name, value) -> rows.append("<tr><th>")
                        .append(name)
                        .append("</th><td><code>")
                        .append(escape(value))
                        .append("</code></td></tr>\n"));
        return rows.toString();
    }

    private static Map<String, String> facts(Exchange exchange) {
        Map<String, String> facts = new LinkedHashMap<>();
        exchange.security().ifPresentOrElse(security -> addTo(facts, security), () -> facts.put("Protocol", "no TLS"));
        facts.put(
                "Request",
                exchange.request().method() + " " + exchange.request().target());
        facts.put("Your address", PrintedAddress.of(exchange.remoteAddress().getAddress()));
        facts.put(
                "Your program", exchange.request().fields().first("User-Agent").orElse("did not say"));
        return facts;
    }

    private static void addTo(Map<String, String> facts, Security security) {
        facts.put("Protocol", security.protocol());
        facts.put("Cipher suite", security.cipherSuite());
        facts.put("Handshake", security.resumed() ? "abbreviated: a session was resumed" : "full");
        facts.put("Name asked for (SNI)", security.serverName().orElse("none"));
        facts.put("Chosen by ALPN", security.applicationProtocol().orElse("nothing"));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

package staunch.http.proxy;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import staunch.http.Body;
import staunch.http.Exchange;
import staunch.http.Response;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.http.codec.Status;
import staunch.tls.pki.CertificateAuthority;

/**
 * The proxy's own pages: how to trust its authority. At {@code http://staunch.proxy/} through the proxy, and at its address
 * itself. No state.
 */
final class Onboarding {
    /** The name that stands for the proxy. */
    static final String HOST = "staunch.proxy";

    /** For whoever reads that a client refused the proxy's certificate. */
    static final String ADVICE = "how a client comes to trust the proxy is said at http://" + HOST + "/";

    private static final String PEM_FILE = "staunch-ca.pem";

    private final X509Certificate certificate;

    Onboarding(CertificateAuthority authority) {
        this.certificate = authority.certificate();
    }

    void answer(Exchange exchange) {
        Method method = exchange.request().method();
        if (!method.equals(Method.GET) && !method.equals(Method.HEAD)) {
            exchange.respond(ErrorPage.ofItself(Status.METHOD_NOT_ALLOWED, "its own pages can be read and nothing else")
                    .with("Allow", "GET, HEAD"));
            return;
        }
        switch (exchange.request().path()) {
            case "/", "" ->
                exchange.respond(Response.of(Status.OK, "text/html; charset=utf-8", page(exchange.localAddress())));
            case "/ca.pem" -> exchange.respond(file(PEM_FILE, "application/x-pem-file", pem()));
            case "/ca.crt", "/ca.der", "/ca.cer" ->
                exchange.respond(file("staunch-ca.crt", "application/x-x509-ca-cert", der()));
            default -> exchange.respond(ErrorPage.ofItself(Status.NOT_FOUND, "it has no such page"));
        }
    }

    private static Response file(String name, String type, byte[] content) {
        return new Response(
                Status.OK,
                Fields.builder()
                        .add("Content-Type", type)
                        .add("Content-Disposition", "attachment; filename=\"" + name + "\"")
                        .add("Cache-Control", "no-store")
                        .build(),
                Body.of(content));
    }

    private byte[] pem() {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der());
        return ("-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] der() {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was loaded can be encoded", e);
        }
    }

    private static String page(InetSocketAddress proxy) {
        String address = proxy.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : proxy.getAddress().getHostAddress();
        String at = (address.contains(":") ? "[" + address + "]" : address) + ":" + proxy.getPort();
        StringBuilder rows = new StringBuilder();
        for (OnboardingStep step : OnboardingStep.all(PEM_FILE, at)) {
            rows.append("<dt>")
                    .append(step.who())
                    .append("</dt><dd><code>")
                    .append(escape(step.line()))
                    .append("</code></dd>\n");
        }
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>Staunch proxy</title>
                <style>body{font:16px/1.5 system-ui,sans-serif;margin:3em auto;max-width:52em;padding:0 1em}
                code{background:#eee;padding:.1em .3em;overflow-wrap:anywhere}dt{font-weight:bold;margin-top:.8em}
                dd{margin:0}</style></head>
                <body><h1>You reach the Staunch proxy</h1>
                <p>It listens on <code>%s</code>. To see inside of TLS it signs certificates with an authority of its own,
                which your programs must trust: <a href="/ca.pem">PEM</a>, <a href="/ca.crt">DER</a>. Trust it only if the
                proxy is yours: who has its key can pose as any host before you.</p>
                <h2>How</h2><p>With the PEM file saved as <code>%s</code>, in the folder that it is in (certutil is in Debian's
                libnss3-tools). By their lines curl, Java and Python trust this authority and no other, so that hosts whose TLS
                the proxy lets pass fail in them; the others trust it besides.</p><dl>
                %s</dl></body></html>
                """.formatted(at, PEM_FILE, rows);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}

package staunch.examples;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import staunch.http.HttpServer;
import staunch.http.Response;
import staunch.http.codec.Method;
import staunch.http.codec.Status;
import staunch.reactor.Reactor;
import staunch.reactor.Security;
import staunch.tls.TlsServer;

/**
 * For strangers that speak HTTP only: sends back what is posted to it, and shows a page whose script does that, on another
 * connection, since the page's ends with the page.
 */
final class HttpEcho implements AutoCloseable {
    private static final String PAGE = """
            <!doctype html><title>echo</title><p id="result"></p><script>
            const sent = new Uint8Array(%d).map((_, i) => i * 31 + (i >> 8));
            const post = new XMLHttpRequest();
            post.open('POST', '/', false);
            post.overrideMimeType('text/plain; charset=x-user-defined');
            post.send(sent);
            const text = post.responseText;
            const same = text.length === sent.length && sent.every((byte, i) => byte === (text.charCodeAt(i) & 255));
            document.getElementById('result').textContent = same ? 'the same came back' : 'something else came back';
            </script>
            """.formatted(InteropPapers.DATA_BYTES);

    /** What was negotiated on the connection of each post. */
    final BlockingQueue<Security> posts = new LinkedBlockingQueue<>();

    private final Reactor reactor = Reactor.start();
    private final HttpServer server;

    HttpEcho(TlsServer tls) throws IOException {
        server = HttpServer.listen(reactor, new InetSocketAddress("localhost", 0), tls, exchange -> {
            if (exchange.request().method() == Method.POST) {
                posts.add(exchange.security().orElseThrow());
                exchange.body()
                        .readAll(InteropPapers.DATA_BYTES)
                        .thenAccept(body -> exchange.respond(Status.OK, "application/octet-stream", body));
            } else {
                exchange.respond(Response.of(Status.OK, "text/html", PAGE).with("Connection", "close"));
            }
        });
    }

    String url() {
        return "https://localhost:" + server.port() + "/";
    }

    @Override
    public void close() {
        server.close();
        reactor.close();
    }
}

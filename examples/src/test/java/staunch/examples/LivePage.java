package staunch.examples;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import staunch.examples.websocket.WebSocketEcho;
import staunch.http.EventStream;
import staunch.http.Exchange;
import staunch.http.HttpServer;
import staunch.http.Response;
import staunch.http.Router;
import staunch.http.ServerEvent;
import staunch.http.codec.Status;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;

/**
 * A page whose script talks to a WebSocket, or takes events, until it knows how that ends. The page is not loaded before
 * that: it has an image, which the server holds back until the script has said that it is done.
 */
final class LivePage implements AutoCloseable {
    private static final String SOCKET = """
            <!doctype html><title>socket</title><p id="result"></p><img src="/held"><script>
            const socket = new WebSocket(location.origin.replace('http', 'ws') + '/echo');
            const text = 'žluť 🐎 '.repeat(20000), bytes = new Uint8Array(100000).map((_, i) => i * 31 + (i >> 8));
            let heard = 0;
            socket.binaryType = 'arraybuffer';
            socket.onopen = () => { socket.send(text); socket.send(bytes); };
            socket.onmessage = message => {
                const same = typeof message.data === 'string' ? message.data === text
                    : new Uint8Array(message.data).every((byte, i) => byte === bytes[i]);
                if (same && ++heard === 2) socket.close(4001, 'enough');
            };
            socket.onclose = end => {
                document.getElementById('result').textContent = `${heard} came back, ended by ${end.code}`;
                fetch('/done');
            };
            </script>
            """;
    private static final String EVENTS = """
            <!doctype html><title>events</title><p id="result"></p><img src="/held"><script>
            const source = new EventSource('/events'), heard = [];
            source.addEventListener('news', event => heard.push(event.lastEventId + '=' + JSON.stringify(event.data)));
            source.onerror = () => {
                if (source.readyState !== EventSource.CLOSED) return;
                document.getElementById('result').textContent = heard.join(' and ');
                fetch('/done');
            };
            </script>
            """;

    /** What the client said that it had seen, each time that it came for events. */
    final BlockingQueue<Optional<String>> seen = new LinkedBlockingQueue<>();

    private final BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();
    private final Reactor reactor = Reactor.start();
    private final HttpServer server;

    LivePage(Layer layer) throws IOException {
        Router router = new Router()
                .get("/socket", exchange -> exchange.respond(Status.OK, "text/html", SOCKET))
                .get("/echo", WebSocketEcho.handler())
                .get("/news", exchange -> exchange.respond(Status.OK, "text/html", EVENTS))
                .get("/events", this::sendNews)
                .get("/held", held::add)
                .get("/done", this::release);
        server = HttpServer.listen(reactor, new InetSocketAddress("localhost", 0), layer, router);
    }

    /** One event each time that it is asked, until the client has seen two: then it need not come again. */
    private void sendNews(Exchange exchange) {
        Optional<String> last = EventStream.lastEventId(exchange.request());
        seen.add(last);
        if (last.equals(Optional.of("2"))) {
            exchange.respond(Response.of(Status.NO_CONTENT));
            return;
        }
        String id = last.isEmpty() ? "1" : "2";
        EventStream stream = EventStream.open(exchange);
        stream.send(ServerEvent.of("žluť\n" + id).withName("news").withId(id).withRetryMillis(1));
        stream.close();
    }

    private void release(Exchange exchange) {
        for (Exchange image = held.poll(); image != null; image = held.poll()) {
            image.respond(Response.of(Status.NO_CONTENT));
        }
        exchange.respond(Response.of(Status.NO_CONTENT));
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        reactor.close();
    }
}

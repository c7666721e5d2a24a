package staunch.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.zip.CRC32;
import staunch.http.BodyConsumer;
import staunch.http.Exchange;
import staunch.http.HttpServer;
import staunch.http.HttpServerOptions;
import staunch.http.Response;
import staunch.http.StaticFiles;
import staunch.http.codec.Fields;
import staunch.http.codec.HttpLimits;
import staunch.http.codec.Status;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;

/**
 * A server on which a strange client can show all that it knows: {@code /data} is a file, for ranges too; {@code /chunked} the
 * same, in chunks; {@code /echo} sends back what is posted, {@code /digest} its {@linkplain #digest digest}; {@code
 * /connection} tells the port that the connection comes from.
 */
final class HttpGround implements AutoCloseable {
    /** So much is below the bounds of nginx that it is this server that refuses. */
    private static final int MAX_LINE_BYTES = 3_000;

    private static final HttpLimits LIMITS = HttpLimits.forRequests()
            .withMaxBodyBytes(200 << 20)
            .withMaxHead(MAX_LINE_BYTES, MAX_LINE_BYTES, 3 * MAX_LINE_BYTES, 50);

    private final Reactor reactor = Reactor.start();
    private final StaticFiles files;
    private final byte[] data;
    private final HttpServer plain;
    private final HttpServer secure;

    HttpGround(InteropPapers papers, Layer tls) throws IOException {
        Path root = Files.createDirectories(papers.folder.resolve("root"));
        data = papers.data();
        Files.write(root.resolve("data"), data);
        files = StaticFiles.of(root);
        plain = listen(Layer.NONE);
        secure = listen(tls);
    }

    private HttpServer listen(Layer layer) throws IOException {
        InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return HttpServer.listen(reactor, local, layer, this::handle, HttpServerOptions.DEFAULT.withLimits(LIMITS));
    }

    int plainPort() {
        return plain.port();
    }

    int securePort() {
        return secure.port();
    }

    private void handle(Exchange exchange) throws IOException {
        switch (exchange.request().path()) {
            case "/connection" -> tell(exchange, "" + exchange.remoteAddress().getPort());
            case "/chunked" -> {
                ByteBuffer left = ByteBuffer.wrap(data);
                exchange.respond(Response.streaming(Status.OK, "a/b", OptionalLong.empty(), out -> {
                    while (left.hasRemaining() && out.isWritable()) {
                        out.write(left);
                    }
                    if (!left.hasRemaining()) {
                        out.end();
                    }
                }));
            }
            case "/echo" ->
                exchange.body().readAll(data.length).thenAccept(body -> exchange.respond(Status.OK, "a/b", body));
            case "/digest" -> exchange.body().forEach(new Digest(exchange));
            case "/page" -> exchange.respond(Status.OK, "text/html", BrowserScript.PAGE);
            default -> files.handle(exchange);
        }
    }

    private static void tell(Exchange exchange, String text) {
        exchange.respond(Status.OK, "text/plain", text);
    }

    /** Length and checksum. */
    static String digest(byte[] bytes, int times) {
        CRC32 sum = new CRC32();
        for (int i = 0; i < times; i++) {
            sum.update(bytes);
        }
        return (long) times * bytes.length + " " + Long.toHexString(sum.getValue());
    }

    private static final class Digest implements BodyConsumer {
        private final Exchange exchange;
        private final CRC32 sum = new CRC32();
        private long bytes;

        Digest(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void onBytes(ByteBuffer piece) {
            bytes += piece.remaining();
            sum.update(piece);
        }

        @Override
        public void onEnd(Fields trailers) {
            tell(exchange, bytes + " " + Long.toHexString(sum.getValue()));
        }

        @Override
        public void onFailure(Throwable failure) {
            // The server has answered that itself.
        }
    }

    @Override
    public void close() {
        plain.close();
        secure.close();
        reactor.close();
    }
}

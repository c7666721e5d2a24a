package staunch.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import staunch.http.BodyConsumer;
import staunch.http.HttpHandler;
import staunch.http.HttpServerOptions;
import staunch.http.Response;
import staunch.http.codec.Fields;
import staunch.http.codec.RequestView;
import staunch.http.codec.Status;
import staunch.tls.TlsOptions;

/** What a server under load answers, all of it from memory. */
public final class BenchServer {
    /** How much {@code /bytes/N} may ask for. */
    static final long MAX_BYTES = 1L << 40;

    private static final long PATIENCE_MILLIS = 3_600_000;

    private static final String TYPE = "application/octet-stream";
    private static final Response PLAINTEXT =
            Response.of(Status.OK, "text/plain", "Hello, World!".getBytes(StandardCharsets.US_ASCII));
    private static final Response WHAT_THERE_IS =
            Response.of(Status.NOT_FOUND, "text/plain", "There are /plaintext and /bytes/N.\n");
    private static final String BYTES = "/bytes/";

    private BenchServer() {}

    /** {@code /plaintext}, 13 bytes, and {@code /bytes/N}, N zeros. */
    public static HttpHandler handler() {
        return HttpHandler.answering(BenchServer::answer);
    }

    /** As {@link #handler}; and reads whatever is sent to it, and answers when it is whole. Costs an object per request. */
    public static HttpHandler handlerWithUploads() {
        return exchange -> exchange.body().forEach(new BodyConsumer() {
            @Override
            public void onBytes(ByteBuffer bytes) {
                bytes.position(bytes.limit());
            }

            @Override
            public void onEnd(Fields trailers) {
                exchange.respond(answer(exchange.request()));
            }

            @Override
            public void onFailure(Throwable failure) {
                // Its connection has ended, or will: nobody is left to be answered.
            }
        });
    }

    /** Patient with connections on which nothing happens, and with bodies as long as those of {@code /bytes/N}. */
    public static HttpServerOptions options() {
        HttpServerOptions options = HttpServerOptions.DEFAULT;
        return options.withLimits(options.limits().withMaxBodyBytes(MAX_BYTES))
                .withRequestTimeouts(PATIENCE_MILLIS, PATIENCE_MILLIS)
                .withIdleAndSendTimeouts(PATIENCE_MILLIS, options.sendTimeoutMillis());
    }

    /**
     * As patient with handshakes: how long one may take is for the client to say, which counts it under a name. A client
     * that is slow, as in its first seconds, would find its connections reset for no reason that it can see.
     */
    public static TlsOptions patient(TlsOptions options) {
        return options.withHandshakeTimeoutMillis(PATIENCE_MILLIS);
    }

    private static Response answer(RequestView request) {
        if (request.isTarget("/plaintext")) {
            return PLAINTEXT;
        }
        long bytes = bytesAsked(request.target());
        return bytes >= 0
                ? Response.streaming(Status.OK, TYPE, OptionalLong.of(bytes), new Zeros(bytes))
                : WHAT_THERE_IS;
    }

    /** How many bytes a target asks for as {@code /bytes/N}; negative if it is another, or asks for more than 2^40. */
    public static long bytesAsked(String target) {
        if (!target.startsWith(BYTES)) {
            return -1;
        }
        try {
            long bytes = Long.parseLong(target.substring(BYTES.length()));
            return bytes <= MAX_BYTES ? bytes : -1;
        } catch (NumberFormatException notANumber) {
            return -1;
        }
    }
}

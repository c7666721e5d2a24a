package staunch.http;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import staunch.http.codec.Fields;
import staunch.http.codec.Status;
import staunch.reactor.EventLoop;

/**
 * Sends texts, of answers of 2xx, by gzip to those who take it, made while it is sent. Such a body has no length and no
 * ranges; its tag is weak, because another version of zlib makes other bytes of the same; whoever could have had the other
 * form is told by Vary. Each body at work holds a {@link java.util.zip.Deflater} of some 260 KiB outside the heap, so there
 * is a bound on them, above which a text goes as it is. Any thread.
 *
 * <pre>{@code
 * HttpServer.listen(reactor, address, tls, Compression.gzip().before(handler));
 * }</pre>
 *
 * A body that is made while it is sent arrives in blocks, and not when its producer writes; {@code text/event-stream} goes as
 * it is therefore, and so does an answer with {@code Cache-Control: no-transform}. That is also for an answer that holds a
 * secret beside something that a stranger can choose: its compressed length tells of the secret, through TLS too.
 */
public final class Compression implements Filter {
    /** Below this many bytes the framing and the work outweigh what is saved: 1,024. */
    public static final long DEFAULT_MIN_BYTES = 1_024;
    /** How many bodies are compressed at once: 256, which is some 64 MiB. */
    public static final int DEFAULT_MAX_AT_ONCE = 256;

    private static final Set<String> TYPES = Set.of(
            "application/json",
            "application/javascript",
            "application/xml",
            "application/wasm",
            "application/manifest+json",
            "image/x-icon");
    /** Its events are to arrive when they are made, and not when a block of them is full. */
    private static final String EVENT_STREAM = "text/event-stream";

    private final long minBytes;
    private final Semaphore permits;

    /** As {@link #gzip(long, int)}, with the defaults. */
    public static Compression gzip() {
        return gzip(DEFAULT_MIN_BYTES, DEFAULT_MAX_AT_ONCE);
    }

    /**
     * A filter with these bounds.
     *
     * @param minBytes bodies known to be shorter are sent as they are
     * @param maxAtOnce how many bodies may be at work
     */
    public static Compression gzip(long minBytes, int maxAtOnce) {
        return new Compression(minBytes, maxAtOnce);
    }

    @Override
    public void handle(Exchange exchange, HttpHandler next) throws Exception {
        exchange.onResponse(response -> apply(exchange.request().fields(), response, exchange.loop()));
        next.handle(exchange);
    }

    /**
     * @param minBytes bodies known to be shorter are sent as they are
     * @param maxAtOnce how many bodies may be at work
     */
    Compression(long minBytes, int maxAtOnce) {
        this.minBytes = minBytes;
        this.permits = new Semaphore(maxAtOnce);
    }

    /** Whether bytes of that type become fewer by it. */
    static boolean pays(String contentType) {
        int semicolon = contentType.indexOf(';');
        String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
        boolean isText = type.startsWith("text/") && !type.equals(EVENT_STREAM);
        return isText || type.endsWith("+json") || type.endsWith("+xml") || TYPES.contains(type);
    }

    /** Whether an answer of that type and length has a compressed form. */
    boolean suits(String contentType, OptionalLong length) {
        return pays(contentType) && length.orElse(Long.MAX_VALUE) >= minBytes;
    }

    /** The fields with {@code Accept-Encoding} in what the answer varies by. */
    static Fields.Builder varying(Fields fields) {
        List<String> variesBy = fields.members("Vary");
        boolean said = variesBy.stream().anyMatch(name -> name.equals("*") || name.equalsIgnoreCase("Accept-Encoding"));
        Fields.Builder varying = fields.toBuilder();
        return said ? varying : varying.add("Vary", "Accept-Encoding");
    }

    /**
     * The response as it goes to whoever sent {@code request}: by gzip if it is a whole text, long enough and not coded yet,
     * and that is acceptable; or else as it is. A 304 stands for either form.
     *
     * @param loop the connection's, on which the body is made
     */
    Response apply(Fields request, Response response, EventLoop loop) {
        Fields fields = response.fields();
        if (response.status().equals(Status.NOT_MODIFIED)) {
            return new Response(response.status(), varying(fields).build(), response.body());
        }
        if (!hasCompressedForm(response)) {
            return response;
        }
        Fields.Builder varying = varying(fields);
        if (!new AcceptEncoding(request).accepts(FileCoding.GZIP) || !permits.tryAcquire()) {
            return new Response(response.status(), varying.build(), response.body());
        }
        fields.first("ETag")
                .flatMap(EntityTag::parse)
                .ifPresent(tag -> varying.set("ETag", tag.weakened().toString()));
        varying.remove("Accept-Ranges").add("Content-Encoding", FileCoding.GZIP.token());
        BodyProducer gzip = new GzipBody(response.body().newProducer(), loop, permits::release);
        return new Response(response.status(), varying.build(), new Body.Produced(OptionalLong.empty(), gzip));
    }

    private boolean hasCompressedForm(Response response) {
        Fields fields = response.fields();
        return response.status().isSuccess()
                && !response.status().isBodiless()
                && !response.status().equals(Status.PARTIAL_CONTENT)
                && !fields.contains("Content-Encoding")
                && !fields.hasMember("Cache-Control", "no-transform")
                && suits(
                        fields.first("Content-Type").orElse(""), response.body().length());
    }
}

package staunch.bench.jmh;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import staunch.http.codec.Fields;
import staunch.http.codec.HttpDate;
import staunch.http.codec.HttpLimits;
import staunch.http.codec.HttpVersion;
import staunch.http.codec.MessageDecoder;
import staunch.http.codec.Method;
import staunch.http.codec.RequestDecoder;
import staunch.http.codec.RequestEncoder;
import staunch.http.codec.ResponseDecoder;
import staunch.http.codec.ResponseEncoder;
import staunch.http.codec.Status;
import staunch.http.codec.Step;

/** Heads and chunked bodies, read and written. What a browser says is the request, what a file server says the response. */
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class CodecBenchmark {
    private static final String TARGET = "/articles/2026/rivers-and-gates?page=2";
    private static final String AUTHORITY = "staunch.example";
    private static final HttpDate DATE = HttpDate.of(784_111_777);
    private static final int CHUNKED_BYTES = 16 << 10;
    private static final int CHUNK_BYTES = 4 << 10;
    private static final int ROOM_BYTES = 64 << 10;

    private static final Fields REQUEST_FIELDS = Fields.builder()
            .add("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0")
            .add("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8")
            .add("Accept-Language", "en-GB,en;q=0.5")
            .add("Accept-Encoding", "gzip, deflate, br, zstd")
            .add("Referer", "https://staunch.example/articles")
            .add("Cookie", "session=0123456789abcdef0123456789abcdef; theme=dark")
            .build();

    private static final Fields RESPONSE_FIELDS = Fields.builder()
            .add("Content-Type", "text/html; charset=utf-8")
            .add("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT")
            .add("ETag", "\"5f3e2d1c\"")
            .add("Cache-Control", "max-age=3600")
            .add("Vary", "Accept-Encoding")
            .build();

    /** Where the bytes lie: in an array, or outside the heap as sockets have them. */
    @Param({"true", "false"})
    public boolean direct = true;

    private final RequestDecoder requests = new RequestDecoder(HttpLimits.forRequests());
    private final ResponseDecoder responses = new ResponseDecoder(HttpLimits.forResponses());
    private final RequestEncoder requestEncoder = new RequestEncoder();
    private final ResponseEncoder responseEncoder = new ResponseEncoder();
    private final ByteBuffer body = ByteBuffer.allocate(CHUNKED_BYTES);
    private ByteBuffer request;
    private ByteBuffer response;
    private ByteBuffer chunked;
    private ByteBuffer out;

    /** Makes the messages. */
    @Setup
    public void write() {
        out = buffer(ROOM_BYTES);
        body.put("the same again, ".repeat(CHUNKED_BYTES / 16).getBytes(StandardCharsets.US_ASCII));
        request = copy(encodeRequest());
        response = copy(encodeResponse());
        chunked = copy(encodeChunked());
    }

    private ByteBuffer copy(ByteBuffer bytes) {
        return buffer(bytes.flip().remaining()).put(bytes);
    }

    private ByteBuffer buffer(int bytes) {
        return direct ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
    }

    /** A request without a body, read to its end, its target compared. */
    @Benchmark
    public boolean parseRequest() {
        request.clear();
        expect(Step.HEAD, requests, request);
        boolean known = requests.isTarget(TARGET);
        expect(Step.END, requests, request);
        return known;
    }

    /** A response without a body. */
    @Benchmark
    public Status parseResponse() {
        response.clear();
        responses.expect(Method.GET);
        expect(Step.HEAD, responses, response);
        expect(Step.END, responses, response);
        return responses.status();
    }

    /** A response with 16 KiB in four chunks, which are looked at where they lie. */
    @Benchmark
    public int parseChunked() {
        chunked.clear();
        responses.expect(Method.GET);
        expect(Step.HEAD, responses, chunked);
        int bytes = 0;
        Step step = responses.decode(chunked);
        while (step == Step.BODY) {
            bytes += responses.skipBody(chunked);
            step = responses.decode(chunked);
        }
        if (step != Step.END || bytes != CHUNKED_BYTES) {
            throw new IllegalStateException(step + " after " + bytes + " bytes of body");
        }
        return bytes;
    }

    private static void expect(Step expected, MessageDecoder decoder, ByteBuffer in) {
        Step step = decoder.decode(in);
        if (step != expected) {
            throw new IllegalStateException(step + " instead of " + expected);
        }
    }

    /** That request. */
    @Benchmark
    public ByteBuffer encodeRequest() {
        out.clear();
        require(requestEncoder.begin(out, Method.GET, TARGET, AUTHORITY, REQUEST_FIELDS));
        require(requestEncoder.end(out));
        return out;
    }

    /** That response. */
    @Benchmark
    public ByteBuffer encodeResponse() {
        out.clear();
        responseEncoder.answer(Method.GET, HttpVersion.HTTP_1_1, true);
        require(responseEncoder.begin(out, Status.OK, RESPONSE_FIELDS, DATE, 0));
        require(responseEncoder.end(out));
        return out;
    }

    /** That response with that body, which is copied. */
    @Benchmark
    public ByteBuffer encodeChunked() {
        out.clear();
        responseEncoder.answer(Method.GET, HttpVersion.HTTP_1_1, true);
        require(responseEncoder.beginUnknownLength(out, Status.OK, RESPONSE_FIELDS, DATE));
        for (int at = 0; at < CHUNKED_BYTES; at += CHUNK_BYTES) {
            responseEncoder.body(out, body.limit(at + CHUNK_BYTES).position(at));
        }
        require(responseEncoder.end(out));
        return out;
    }

    private static void require(boolean fits) {
        if (!fits) {
            throw new IllegalStateException("there was no room in " + ROOM_BYTES + " bytes");
        }
    }
}

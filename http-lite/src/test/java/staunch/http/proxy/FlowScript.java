package staunch.http.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import staunch.http.Origin;
import staunch.http.codec.Fields;
import staunch.http.codec.HttpVersion;
import staunch.http.codec.Method;
import staunch.http.codec.RequestHead;
import staunch.http.codec.Status;
import staunch.http.codec.TargetForm;
import staunch.reactor.EventLoop;
import staunch.reactor.Security;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;

/**
 * Lets flows happen as a test says, at times that it says, for listeners in other packages. The clock begins at
 * 1994-11-06T08:49:37Z; the client is 127.0.0.1, port 50000.
 */
public final class FlowScript implements AutoCloseable {
    /** TLS that was resumed. */
    public static final Security RESUMED = new Security(
            "TLSv1.3",
            "TLS_AES_128_GCM_SHA256",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true,
            List.of(),
            List.of());

    private final Simulation simulation = new Simulation(1, FaultProfile.NONE);
    private final EventLoop loop;
    private final FlowListener listener;

    public FlowScript(FlowListener listener) {
        this.loop = simulation.newReactor(1).loops().get(0);
        this.listener = listener;
    }

    public void advanceMillis(long millis) {
        simulation.time().advance(Duration.ofMillis(millis));
        loop.turn(false);
    }

    /** A flow that has not begun. */
    public Flow newFlow(Flow.Kind kind, String host) {
        try {
            InetSocketAddress client = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 50_000);
            return new Flow(kind, loop, listener, Advice.NONE, client, Origin.of("https", host));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** An exchange that has begun. */
    public Flow begin(String host, Method method, String target, Fields fields) {
        Flow flow = newFlow(Flow.Kind.EXCHANGE, host);
        flow.begin(
                Optional.of(new RequestHead(
                        method, target, TargetForm.ORIGIN, HttpVersion.HTTP_1_1, Optional.of(host), fields)),
                Optional.of(RESUMED));
        return flow;
    }

    public void beginTunnel(Flow flow, String note) {
        flow.begin(Optional.empty(), Optional.empty());
        flow.note(note);
    }

    /** It goes on as it came, less what frames it. */
    public void forward(Flow flow, OptionalLong length) {
        RequestHead head = flow.request().orElseThrow();
        Fields fields = head.fields().toBuilder()
                .remove("Host")
                .remove("Content-Length")
                .remove("Transfer-Encoding")
                .build();
        flow.forwarded(new ProxiedRequest(head.method(), flow.origin(), head.target(), fields, List.of()), length);
    }

    public void requestBody(Flow flow, String bytes) {
        flow.requestBody(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)));
    }

    public void endRequest(Flow flow, Fields trailers) {
        flow.requestTrailers(trailers);
    }

    public void respond(Flow flow, Status status, Fields fields, OptionalLong length) {
        flow.reached(Optional.of(new InetSocketAddress("192.0.2.7", 443)), Optional.empty());
        flow.answered(new ProxiedResponse(status, fields, List.of()), length);
    }

    public void responseBody(Flow flow, byte[] bytes) {
        flow.responseBody(ByteBuffer.wrap(bytes));
    }

    public void endResponse(Flow flow, Fields trailers) {
        flow.responseTrailers(trailers);
    }

    public void endTunnel(Flow flow, long up, long down) {
        flow.endTunnel(up, down, true);
    }

    public void fail(Flow flow, Throwable why) {
        flow.failed(why);
    }

    public void end(Flow flow, boolean isWhole) {
        flow.end(isWhole);
    }

    @Override
    public void close() {
        simulation.close();
    }
}

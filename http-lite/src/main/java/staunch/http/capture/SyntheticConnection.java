package staunch.http.capture;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import staunch.http.capture.PcapFormat.Ends;
import staunch.http.capture.PcapFormat.Segment;
import staunch.http.codec.Fields;
import staunch.http.codec.RequestHead;
import staunch.http.proxy.Flow;

/**
 * The TCP connection that an exchange is shown as.
 *
 * <pre>
 *   UNOPENED -- request goes on, is answered, or ends --&gt; ASKED -- response's head --&gt; ANSWERED -- end --&gt; CLOSED
 *               SYN, SYN ACK, ACK, request's head          request's and response's bodies          whole: FIN, FIN, ACK
 *                                                                                                   else: RST
 * </pre>
 *
 * Each segment is acknowledged at once. Sequence numbers count what is not recorded too, so that a gap shows as one. Used on the
 * flow's loop.
 */
final class SyntheticConnection {
    /** The most that a segment carries. */
    static final int MAX_SEGMENT_BYTES = 16 << 10;

    private static final byte[] NOTHING = {};
    /** The odd number nearest to 2^32 divided by the golden ratio: neighbours get numbers far apart. */
    private static final int SCATTER = 0x9E3779B1;

    private static final int FIRST_PORT = 1024;
    private static final int PORTS = 65_536 - FIRST_PORT;

    private enum State {
        UNOPENED,
        ASKED,
        ANSWERED,
        CLOSED
    }

    /** One end's half. */
    private static final class Half {
        final boolean isClient;
        int sequence;
        boolean isChunked;
        long bodyBytes;
        boolean isCut;

        Half(boolean isClient, int sequence) {
            this.isClient = isClient;
            this.sequence = sequence;
        }
    }

    private final Flow flow;
    private final long maxBodyBytes;
    private final Consumer<Segment> out;
    private final Ends ends;
    private final Half client;
    private final Half server;
    private State state = State.UNOPENED;

    /** @param maxBodyBytes how much of each body is recorded; of what is behind that, only the headers are */
    SyntheticConnection(Flow flow, long maxBodyBytes, Consumer<Segment> out) {
        this.flow = flow;
        this.maxBodyBytes = maxBodyBytes;
        this.out = out;
        Optional<InetAddress> address = Optional.ofNullable(flow.client().getAddress());
        this.ends = new Ends(
                address, FIRST_PORT + (int) (flow.id() % PORTS), flow.origin().host());
        this.client = new Half(true, (int) flow.id() * SCATTER);
        this.server = new Half(false, ~client.sequence);
    }

    // ---- the messages ----

    /** The request's head; first of all, the handshake. */
    void request() {
        RequestHead head = flow.request().orElse(null);
        if (state != State.UNOPENED || head == null) {
            return;
        }
        state = State.ASKED;
        control(
                client,
                PcapFormat.SYN,
                flow.origin() + ", from port " + flow.client().getPort());
        control(server, PcapFormat.SYN | PcapFormat.ACK, "");
        control(client, PcapFormat.ACK, "");
        Message message = Message.request(flow, head);
        client.isChunked = message.isChunked();
        data(client, octets(message.head()));
    }

    void requestBody(ByteBuffer bytes) {
        request();
        body(client, bytes);
    }

    void requestEnd() {
        request();
        bodyEnd(client, flow.requestTrailers());
    }

    void response() {
        request();
        flow.response().filter(response -> state == State.ASKED).ifPresent(response -> {
            state = State.ANSWERED;
            Message message = Message.response(flow, response);
            server.isChunked = message.isChunked();
            data(server, octets(message.head()));
            if (flow.isSwitched()) {
                client.isChunked = false; // that was the request's, and what follows is no body
            }
        });
    }

    void responseBody(ByteBuffer bytes) {
        body(server, bytes);
    }

    void responseEnd() {
        bodyEnd(server, flow.responseTrailers());
    }

    void end() {
        request();
        if (state == State.UNOPENED || state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        String comment = String.join("; ", flow.notes());
        if (flow.isWhole()) {
            control(client, PcapFormat.FIN | PcapFormat.ACK, comment);
            control(server, PcapFormat.FIN | PcapFormat.ACK, "");
            control(client, PcapFormat.ACK, "");
        } else {
            String failure = flow.failure().map(Failures::message).orElse("the client left");
            control(flow.failure().isPresent() ? server : client, PcapFormat.RST | PcapFormat.ACK, failure);
        }
    }

    // ---- framing ----

    private void body(Half from, ByteBuffer bytes) {
        int length = bytes.remaining();
        if (length == 0) {
            return;
        }
        byte[] content = new byte[(int) Math.max(0, Math.min(length, maxBodyBytes - from.bodyBytes))];
        bytes.get(content);
        from.bodyBytes += length;
        if (!from.isChunked) {
            data(from, content, length);
            return;
        }
        data(from, octets(Integer.toHexString(length) + "\r\n"));
        data(from, content, length);
        data(from, octets("\r\n"));
    }

    private void bodyEnd(Half from, Fields trailers) {
        if (from.isChunked) {
            data(from, octets("0\r\n" + trailers + "\r\n"));
        }
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    // ---- segments ----

    private void data(Half from, byte[] bytes) {
        data(from, from.isCut ? NOTHING : bytes, bytes.length);
    }

    /** @param length how much there was, of which {@code bytes} are recorded */
    private void data(Half from, byte[] bytes, int length) {
        for (int start = 0; start < length; start += MAX_SEGMENT_BYTES) {
            int size = Math.min(MAX_SEGMENT_BYTES, length - start);
            int recorded = Math.max(0, Math.min(size, bytes.length - start));
            byte[] payload = new byte[recorded];
            if (recorded > 0) {
                System.arraycopy(bytes, start, payload, 0, recorded);
            }
            boolean isFirstCut = recorded < size && !from.isCut;
            String comment = "";
            if (isFirstCut) {
                from.isCut = true;
                comment = "only the first " + maxBodyBytes + " bytes of a " + (from.isClient ? "request" : "response")
                        + "'s body are recorded in packets";
                flow.note(comment);
            }
            segment(from, PcapFormat.PSH | PcapFormat.ACK, payload, size, comment);
            from.sequence += size;
            control(other(from), PcapFormat.ACK, "");
        }
    }

    private Half other(Half half) {
        return half == client ? server : client;
    }

    private void control(Half from, int flags, String comment) {
        segment(from, flags, NOTHING, 0, comment);
        if ((flags & (PcapFormat.SYN | PcapFormat.FIN)) != 0) {
            from.sequence++;
        }
    }

    private void segment(Half from, int flags, byte[] payload, int length, String comment) {
        long micros = TimeUnit.MILLISECONDS.toMicros(flow.startedEpochMillis())
                + TimeUnit.NANOSECONDS.toMicros(flow.elapsedNanos());
        int acknowledged = (flags & PcapFormat.ACK) == 0 ? 0 : other(from).sequence;
        out.accept(
                new Segment(ends, from.isClient, micros, flags, from.sequence, acknowledged, payload, length, comment));
    }
}

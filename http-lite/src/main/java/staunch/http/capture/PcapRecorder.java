package staunch.http.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import staunch.http.proxy.Flow;

/**
 * Records the exchanges that a proxy sees as packets, decrypted, in a pcapng file that Wireshark and tshark open as HTTP.
 *
 * <p>The packets were never sent: each exchange is shown as a TCP connection of its own, from the client's address and a port of
 * the recorder's choice to port 80, where no tool expects TLS; the real origin and the client's real port stand in the comment of
 * its first packet. A server that is known by a name has an address of 198.18.0.0/15, and the file tells its name
 * ({@code tshark -N dn}). Lengths and chunks are those of the proxy. What follows a 101, as WebSockets do, is recorded
 * as it passes. Tunnels that are not seen into are left out; so are handshakes that failed, what the proxy refused to take for a
 * request, and interim responses.
 *
 * <p>Nothing is redacted: the file holds every secret that passed. Its packets are in the order in which they were handed over by
 * the loops; their times, which count from the whole millisecond in which an exchange began, may be off that by a millisecond or
 * two between exchanges ({@code reordercap} sorts them).
 *
 * <p>Never waits on a loop, and holds at most {@link Options#maxHeldBytes}: packets that do not fit are left out, which shows as a gap
 * in the sequence numbers, and the file's interface statistics tell how many.
 */
public final class PcapRecorder implements FlowRecorder {
    /** How much of a body is recorded, in bytes: 16 MiB. */
    public static final long DEFAULT_MAX_BODY_BYTES = 16L << 20;
    /** How much may wait in memory to be written, in bytes: 32 MiB. */
    public static final long DEFAULT_MAX_HELD_BYTES = 32L << 20;
    /** What a packet counts for, besides its payload. */
    static final int PACKET_BYTES = 256;

    /**
     * What is recorded.
     *
     * @param maxBodyBytes how much of each body, or of either direction behind a 101; of packets behind that only the headers
     *     are, and a comment and a note of the flow say so
     * @param maxHeldBytes how much may wait in memory to be written
     */
    public record Options(long maxBodyBytes, long maxHeldBytes) {
        /** The defaults. */
        public static final Options DEFAULT = new Options(DEFAULT_MAX_BODY_BYTES, DEFAULT_MAX_HELD_BYTES);

        /** @throws IllegalArgumentException if a limit is out of range */
        public Options {
            if (maxBodyBytes < 0 || maxHeldBytes <= 0) {
                throw new IllegalArgumentException("maxBodyBytes must not be negative, and maxHeldBytes positive, not "
                        + maxBodyBytes + " and " + maxHeldBytes);
            }
        }

        /** With another bound of each body. */
        public Options withMaxBodyBytes(long bytes) {
            return new Options(bytes, maxHeldBytes);
        }

        /** With another bound of what waits. */
        public Options withMaxHeldBytes(long bytes) {
            return new Options(maxBodyBytes, bytes);
        }
    }

    private final CaptureFile file;
    private final Options options;
    private final Clock clock;
    /** The writing thread's own. */
    private final PcapFormat format = new PcapFormat();

    private final Map<Flow, SyntheticConnection> open = new ConcurrentHashMap<>();

    private PcapRecorder(CaptureFile file, Options options, Clock clock) {
        this.file = file;
        this.options = options;
        this.clock = clock;
    }

    /**
     * Records in a new file, 0600; a file of that name is replaced at once.
     *
     * @throws IOException if it cannot be made, or something other than a regular file is there, or one that is recorded to
     */
    public static PcapRecorder to(Path file, Options options) throws IOException {
        return CaptureFile.putInPlace(prepare(file, options));
    }

    /**
     * As {@link #to}, but a file of that name is replaced by {@link #putInPlace}, and left as it is without that.
     *
     * @throws IOException if it cannot be made, or something other than a regular file is there, or one that is recorded to
     */
    public static PcapRecorder prepare(Path file, Options options) throws IOException {
        byte[] beginning = new PcapFormat().beginning();
        return new PcapRecorder(
                CaptureFile.prepare(file, options.maxHeldBytes(), beginning), options, Clock.systemUTC());
    }

    static PcapRecorder to(CaptureFile file, Options options, Clock clock) {
        file.write(0, 0, () -> new PcapFormat().beginning());
        return new PcapRecorder(file, options, clock);
    }

    @Override
    public void putInPlace() throws IOException {
        file.putInPlace();
    }

    /** How many packets were not recorded: there was no room, or they could not be written, or not in time. A missing end counts too. */
    @Override
    public long lost() {
        return file.lost();
    }

    private void write(PcapFormat.Segment segment) {
        file.write(0, PACKET_BYTES + segment.payload().length, () -> format.packet(segment));
    }

    @Override
    public void onBegin(Flow flow) {
        if (flow.kind() == Flow.Kind.EXCHANGE) {
            open.put(flow, new SyntheticConnection(flow, options.maxBodyBytes(), this::write));
        }
    }

    @Override
    public void onForwarded(Flow flow) {
        SyntheticConnection connection = open.get(flow);
        if (connection != null) {
            connection.request();
        }
    }

    @Override
    public void onRequestBody(Flow flow, ByteBuffer bytes) {
        SyntheticConnection connection = open.get(flow);
        if (connection != null) {
            connection.requestBody(bytes);
        }
    }

    @Override
    public void onRequestEnd(Flow flow) {
        SyntheticConnection connection = open.get(flow);
        if (connection != null) {
            connection.requestEnd();
        }
    }

    @Override
    public void onResponse(Flow flow) {
        SyntheticConnection connection = open.get(flow);
        if (connection != null) {
            connection.response();
        }
    }

    @Override
    public void onResponseBody(Flow flow, ByteBuffer bytes) {
        SyntheticConnection connection = open.get(flow);
        if (connection != null) {
            connection.responseBody(bytes);
        }
    }

    @Override
    public void onResponseEnd(Flow flow) {
        SyntheticConnection connection = open.get(flow);
        if (connection != null) {
            connection.responseEnd();
        }
    }

    @Override
    public void onEnd(Flow flow) {
        SyntheticConnection connection = open.remove(flow);
        if (connection != null) {
            connection.end();
        }
    }

    /** Writes what waits, for at most 10 s, and ends the file. */
    @Override
    public void close() {
        Instant now = clock.instant();
        long micros = TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(now.getNano());
        file.close(() -> format.end(micros, file.lost()));
        open.clear();
    }
}

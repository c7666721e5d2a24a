package staunch.http.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import staunch.http.proxy.Flow;

/**
 * Records what passes a proxy in a file in the HTTP Archive format 1.2, which the developer tools of browsers open. An entry
 * is written when its flow ends; the file is well-formed once this is closed.
 *
 * <p>Bodies are left out unless {@link Options#withBodies} wants them, and what looks like a secret is replaced by {@code
 * [redacted]} unless {@link Options#withSecrets} keeps it: the fields Authorization, Cookie, Set-Cookie and Proxy-Auth…; and
 * fields, parameters of a query, and parts of a form in {@code application/x-www-form-urlencoded} whose names say password,
 * token, secret, key or the like. That is a guess by the name: paths and other bodies are not looked into.
 *
 * <p>A tunnel is an entry of the method CONNECT whose sizes are what passed through it, with the status 0 and the reason in
 * {@code comment}; so is a client that did not accept the proxy's certificate. What the proxy refused to take for a request is
 * left out, as is what follows a 101, but for its size. Content codings are undone where they can be.
 * {@code headersSize} is unknown, -1, because heads are written anew; {@code dns}, {@code connect} and {@code ssl} are too, and
 * are contained in {@code wait}.
 *
 * <p>Never waits on a loop, and holds at most {@link Options#maxHeldBytes}: what does not fit is left out, and the file says so.
 */
public final class HarRecorder implements FlowRecorder {
    /** How much of a body is kept, in bytes, by {@link Options#withBodies()}: 1 MiB. */
    public static final int DEFAULT_MAX_BODY_BYTES = 1 << 20;
    /** The most that may be kept of a body: 64 MiB. */
    public static final int LARGEST_BODY_BYTES = 64 << 20;
    /** How much of flows and entries may be held in memory, in bytes: 64 MiB. */
    public static final long DEFAULT_MAX_HELD_BYTES = 64L << 20;
    /** What a flow counts for until it is written, besides its bodies. */
    static final int ENTRY_BYTES = 4 << 10;

    /**
     * What is recorded.
     *
     * @param maxBodyBytes how much of each body, in bytes, before and behind its content coding is undone; 0 for none of it
     * @param maxHeldBytes how much may be held in memory
     * @param keepsSecrets whether what looks like a secret is recorded
     */
    public record Options(int maxBodyBytes, long maxHeldBytes, boolean keepsSecrets) {
        /** No bodies, no secrets. */
        public static final Options DEFAULT = new Options(0, DEFAULT_MAX_HELD_BYTES, false);

        /** @throws IllegalArgumentException if a limit is out of range */
        public Options {
            if (maxBodyBytes < 0 || maxBodyBytes > LARGEST_BODY_BYTES) {
                throw new IllegalArgumentException(
                        "maxBodyBytes must be from 0 to " + LARGEST_BODY_BYTES + ", not " + maxBodyBytes);
            }
            if (maxHeldBytes <= 0) {
                throw new IllegalArgumentException("maxHeldBytes must be positive, not " + maxHeldBytes);
            }
        }

        /** With the first {@link #DEFAULT_MAX_BODY_BYTES} of each body. */
        public Options withBodies() {
            return withBodies(DEFAULT_MAX_BODY_BYTES);
        }

        /** With the first bytes of each body; of one that is cut off, {@code comment} says so. */
        public Options withBodies(int maxBytes) {
            return new Options(maxBytes, maxHeldBytes, keepsSecrets);
        }

        /** With secrets as they are. */
        public Options withSecrets() {
            return new Options(maxBodyBytes, maxHeldBytes, true);
        }

        /** With another bound of what is held in memory. */
        public Options withMaxHeldBytes(long bytes) {
            return new Options(maxBodyBytes, bytes, keepsSecrets);
        }
    }

    private final CaptureFile file;
    private final Options options;
    private final HarFormat format;
    private final Map<Flow, Recording> open = new ConcurrentHashMap<>();
    /** The writing thread's own. */
    private boolean hasEntries;

    private HarRecorder(CaptureFile file, Options options) {
        this.file = file;
        this.options = options;
        this.format =
                new HarFormat(options.keepsSecrets() ? Secrets.kept() : Secrets.redacted(), options.maxBodyBytes());
    }

    /**
     * Records in a new file, 0600; a file of that name is replaced at once.
     *
     * @throws IOException if it cannot be made, or something other than a regular file is there, or one that is recorded to
     */
    public static HarRecorder to(Path file, Options options) throws IOException {
        return CaptureFile.putInPlace(prepare(file, options));
    }

    /**
     * As {@link #to}, but a file of that name is replaced by {@link #putInPlace}, and left as it is without that.
     *
     * @throws IOException if it cannot be made, or something other than a regular file is there, or one that is recorded to
     */
    public static HarRecorder prepare(Path file, Options options) throws IOException {
        return new HarRecorder(CaptureFile.prepare(file, options.maxHeldBytes(), beginning()), options);
    }

    static HarRecorder to(CaptureFile file, Options options) {
        file.write(0, 0, HarRecorder::beginning);
        return new HarRecorder(file, options);
    }

    private static byte[] beginning() {
        return HarFormat.beginning().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void putInPlace() throws IOException {
        file.putInPlace();
    }

    /** How many flows were not recorded: there was no room, or they could not be written, or not in time. A missing end counts too. */
    @Override
    public long lost() {
        return file.lost();
    }

    /** What is kept of a flow until it ends. On its loop. */
    private final class Recording {
        final KeptBody request = new KeptBody(file, options.maxBodyBytes());
        final KeptBody response = new KeptBody(file, options.maxBodyBytes());
        OptionalLong requestEndNanos = OptionalLong.empty();
    }

    @Override
    public void onBegin(Flow flow) {
        if (flow.kind() == Flow.Kind.REFUSAL) {
            return;
        }
        if (file.reserve(ENTRY_BYTES)) {
            open.put(flow, new Recording());
        } else {
            file.lose();
        }
    }

    @Override
    public void onRequestBody(Flow flow, ByteBuffer bytes) {
        Recording recording = open.get(flow);
        if (recording != null && !flow.isSwitched()) {
            recording.request.add(bytes);
        }
    }

    @Override
    public void onRequestEnd(Flow flow) {
        Recording recording = open.get(flow);
        if (recording != null) {
            recording.requestEndNanos = OptionalLong.of(flow.elapsedNanos());
        }
    }

    @Override
    public void onResponseBody(Flow flow, ByteBuffer bytes) {
        Recording recording = open.get(flow);
        if (recording != null && !flow.isSwitched()) {
            recording.response.add(bytes);
        }
    }

    @Override
    public void onEnd(Flow flow) {
        Recording recording = open.remove(flow);
        if (recording != null) {
            long reserved = ENTRY_BYTES + recording.request.reserved() + recording.response.reserved();
            file.write(reserved, 0, () -> entry(flow, recording));
        }
    }

    private byte[] entry(Flow flow, Recording recording) {
        String entry = format.entry(flow, recording.request, recording.response, recording.requestEndNanos);
        String before = hasEntries ? ",\n" : "\n";
        hasEntries = true;
        return (before + entry).getBytes(StandardCharsets.US_ASCII);
    }

    /** Writes what waits, for at most 10 s, and ends the file. Flows that have not ended are not in it. */
    @Override
    public void close() {
        int unended = open.size();
        file.close(() -> HarFormat.end(comment(unended)).getBytes(StandardCharsets.US_ASCII));
        open.clear();
    }

    private Optional<String> comment(int unended) {
        String lost = file.lost() == 0
                ? ""
                : file.lost() + " for which there was no room in memory, or that could not be written, or not in time";
        String running = unended == 0 ? "" : unended + " that had not ended";
        String between = lost.isEmpty() || running.isEmpty() ? "" : ", ";
        String lacking = lost + between + running;
        return lacking.isEmpty() ? Optional.empty() : Optional.of("not recorded: " + lacking);
    }
}

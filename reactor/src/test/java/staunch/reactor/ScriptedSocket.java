package staunch.reactor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/** A socket whose every system call returns what the test says: exact partial results and failures. */
final class ScriptedSocket implements StreamSocket, ScriptedPoller.Watched {
    static final InetSocketAddress REMOTE = new InetSocketAddress("127.0.0.1", 4433);

    private final ArrayDeque<Object> input = new ArrayDeque<>();
    final ByteArrayOutputStream written = new ByteArrayOutputStream();
    /** How many more bytes write takes. */
    long roomBytes = Long.MAX_VALUE;
    /** How many bytes one call of write takes at most. */
    int maxBytesPerWrite = Integer.MAX_VALUE;
    /** Whether what is written is kept, or only counted. */
    boolean keepsWritten = true;

    IOException writeFailure;
    IOException connectFailure;
    boolean connected = true;
    long writtenBytes;
    int writes;
    int reads;
    int interest;
    boolean outputEnded;
    boolean wasReset;
    boolean wasClosed;
    InetSocketAddress remote = REMOTE;
    private Listener listener;
    private ScriptedPoller poller;

    // ---- the script ----

    ScriptedSocket sends(String text) {
        return sends(text.getBytes(StandardCharsets.US_ASCII));
    }

    ScriptedSocket sends(byte[] bytes) {
        input.add(ByteBuffer.wrap(bytes));
        return this;
    }

    ScriptedSocket ends() {
        input.add("end");
        return this;
    }

    ScriptedSocket failsReading(IOException failure) {
        input.add(failure);
        return this;
    }

    String writtenText() {
        return written.toString(StandardCharsets.US_ASCII);
    }

    boolean isGone() {
        return wasReset || wasClosed;
    }

    // ---- the system's side ----

    @Override
    public int readyOperations() {
        int ready = (input.isEmpty() ? 0 : READ)
                | (roomBytes > 0 || writeFailure != null ? WRITE : 0)
                | (connected || connectFailure != null ? CONNECT : 0);
        return isGone() ? 0 : ready & interest;
    }

    @Override
    public void tell(int operations) {
        listener.onReady(operations);
    }

    @Override
    public void register(Poller poller, Listener listener) {
        this.poller = (ScriptedPoller) poller;
        this.listener = listener;
        this.poller.watched.add(this);
    }

    @Override
    public void interest(int operations) {
        interest = operations;
    }

    @Override
    public boolean finishConnect() throws IOException {
        if (connectFailure != null) {
            throw connectFailure;
        }
        return connected;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        reads++;
        Object next = input.peek();
        if (next instanceof IOException failure) {
            throw failure;
        }
        if (next instanceof ByteBuffer bytes) {
            int count = Math.min(bytes.remaining(), target.remaining());
            target.put(bytes.slice().limit(count));
            bytes.position(bytes.position() + count);
            if (!bytes.hasRemaining()) {
                input.remove();
            }
            return count;
        }
        return next == null ? 0 : -1;
    }

    @Override
    public long write(ByteBuffer[] sources, int count) throws IOException {
        writes++;
        if (writeFailure != null) {
            throw writeFailure;
        }
        long taken = 0;
        for (int i = 0; i < count; i++) {
            int part = (int) Math.min(sources[i].remaining(), Math.min(roomBytes, maxBytesPerWrite - taken));
            byte[] bytes = new byte[part];
            sources[i].get(bytes);
            if (keepsWritten) {
                written.writeBytes(bytes);
            }
            roomBytes -= part;
            taken += part;
        }
        writtenBytes += taken;
        return taken;
    }

    @Override
    public void shutdownOutput() throws IOException {
        if (writeFailure != null) {
            throw writeFailure;
        }
        outputEnded = true;
    }

    @Override
    public void reset() {
        wasReset = true;
        forget();
    }

    @Override
    public void close() {
        wasClosed = true;
        forget();
    }

    private void forget() {
        if (poller != null) {
            poller.watched.remove(this);
        }
    }

    @Override
    public InetSocketAddress localAddress() {
        return new InetSocketAddress("127.0.0.1", 50_000);
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remote;
    }
}

package staunch.http.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the pieces of a file on a thread of its own, so that no loop ever waits for a disk.
 *
 * <pre>
 *   loops --- write: never waits ---> pieces, at most {@link #maxBytes} in all ---> daemon thread ---> OutputStream
 *                \
 *                 `--- no room, or the stream has failed: the piece is lost and counted
 * </pre>
 *
 * A piece is made on that thread too. What is {@link #reserve}d counts towards the same bound, so that what a recorder holds for
 * pieces to come is bounded with it. Any thread may call.
 */
final class CaptureFile implements AutoCloseable {
    /** How long {@link #close} waits for what is still to be written. */
    static final long CLOSE_TIMEOUT_MILLIS = 10_000;

    private static final System.Logger LOG = System.getLogger(CaptureFile.class.getName());

    private record Piece(long bytes, Supplier<byte[]> content, boolean isLast) {}

    private interface Placing {
        void run() throws IOException;
    }

    private final OutputStream out;
    private final Placing placing;
    private final String name;
    private final long maxBytes;
    private final LinkedBlockingQueue<Piece> waiting = new LinkedBlockingQueue<>();
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    /** What is being written, until it is or {@link #giveUp} has counted it. */
    private final AtomicReference<@Nullable Piece> current = new AtomicReference<>();

    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    private CaptureFile(OutputStream out, Placing placing, String name, long maxBytes) {
        if (maxBytes <= 0) {
            throw new IllegalArgumentException("maxBytes must be positive, not " + maxBytes);
        }
        this.out = out;
        this.placing = placing;
        this.name = name;
        this.maxBytes = maxBytes;
        this.thread = new Thread(this::run, "staunch-capture");
        thread.setDaemon(true);
    }

    /**
     * Makes the file, readable by its owner alone where the file system knows that. It has its name, in the place of a regular
     * file that may be there, from {@link #putInPlace} on; what is closed before that leaves nothing.
     *
     * @param maxBytes how much may be held in memory, positive
     * @param beginning what it begins with, written here: of a disk that is full its user hears before anything is replaced
     * @throws IOException if it cannot be made, or something other than a regular file is there, or one that is recorded to
     */
    static CaptureFile prepare(Path file, long maxBytes, byte[] beginning) throws IOException {
        RecordingPath path = RecordingPath.open(file);
        try {
            path.write(beginning);
            return start(new CaptureFile(path, path::putInPlace, file.toString(), maxBytes));
        } catch (IOException | RuntimeException | Error failure) {
            path.close();
            throw failure;
        }
    }

    /** Writes to {@code out}, which is closed with this. */
    static CaptureFile to(OutputStream out, String name, long maxBytes) {
        return start(new CaptureFile(out, () -> {}, name, maxBytes));
    }

    private static CaptureFile start(CaptureFile file) {
        file.thread.start();
        return file;
    }

    /**
     * Gives it its name.
     *
     * @throws IOException if that cannot be done, or it cannot be written; what has the name is left as it is
     */
    void putInPlace() throws IOException {
        Throwable broken = failure;
        if (broken != null) {
            throw new IOException("it cannot be written: " + broken, broken);
        }
        placing.run();
    }

    /**
     * Puts a recorder in place, or closes it.
     *
     * @return the same
     */
    static <R extends FlowRecorder> R putInPlace(R recorder) throws IOException {
        try {
            recorder.putInPlace();
            return recorder;
        } catch (IOException e) {
            recorder.close();
            throw e;
        }
    }

    /** How many pieces were lost so far, the file's end among them if it could not be written. */
    long lost() {
        return lost.get();
    }

    /** How many bytes are reserved, or wait. */
    long heldBytes() {
        return held.get();
    }

    /** Takes that much of the room, to be given back by {@link #release} or with a piece; false if there is not so much. */
    boolean reserve(long bytes) {
        if (held.addAndGet(bytes) <= maxBytes) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    /** Gives back. */
    void release(long bytes) {
        held.addAndGet(-bytes);
    }

    /**
     * Has a piece written, soon, or counts it as lost. Never waits.
     *
     * @param reserved bytes that were reserved for it and are given back with it, lost or not
     * @param more bytes that it holds besides
     * @param content makes it, on the writing thread
     */
    void write(long reserved, long more, Supplier<byte[]> content) {
        if (failure != null || !reserve(more)) {
            release(reserved);
            lose();
        } else if (!enqueue(new Piece(reserved + more, content, false))) {
            release(reserved + more);
            lose();
        }
    }

    /** Nothing comes behind the last piece: false if that is there already. */
    private synchronized boolean enqueue(Piece piece) {
        if (closed) {
            return false;
        }
        closed = piece.isLast();
        waiting.add(piece);
        return true;
    }

    /** Counts a piece that will not be written. */
    void lose() {
        if (lost.getAndIncrement() == 0) {
            LOG.log(System.Logger.Level.WARNING, name + " is not complete from now on: " + why());
        }
    }

    private String why() {
        Throwable broken = failure;
        return broken != null
                ? "it cannot be written: " + broken
                : closed ? "it was closed" : "writing is slower than what happens, and " + maxBytes + " bytes are held";
    }

    private void run() {
        try (out) {
            for (boolean more = true; more; ) {
                Piece piece = waiting.take();
                current.set(piece);
                if (!attempt(piece) && current.compareAndSet(piece, null)) {
                    lose();
                }
                current.set(null);
                release(piece.bytes());
                more = !piece.isLast();
                if (waiting.isEmpty()) {
                    flush();
                }
            }
        } catch (InterruptedException notByUs) {
            closed = true;
        } catch (IOException unclosed) {
            failed(unclosed);
            lose();
        }
        if (lost.get() > 0) {
            LOG.log(System.Logger.Level.WARNING, name + " was written, but for " + lost.get() + " of its pieces");
        }
    }

    private boolean attempt(Piece piece) {
        if (failure == null) {
            try {
                out.write(piece.content().get());
                return true;
            } catch (IOException | RuntimeException | Error e) {
                // Also an error: without this thread nothing would be written, and nobody be told.
                failed(e);
            }
        }
        return false;
    }

    private void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(Throwable why) {
        failure = why;
    }

    /**
     * Writes what waits and then this, for at most 10 s, and ends the thread. From now on pieces are lost, and so are those that
     * could not be written in time.
     *
     * @param last made on the writing thread, behind all the others
     */
    void close(Supplier<byte[]> last) {
        close(last, CLOSE_TIMEOUT_MILLIS);
    }

    void close(Supplier<byte[]> last, long timeoutMillis) {
        if (!enqueue(new Piece(0, last, true))) {
            return;
        }
        try {
            thread.join(timeoutMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    name + " is not complete: it took more than " + TimeUnit.MILLISECONDS.toSeconds(timeoutMillis)
                            + " s to write the rest");
        }
        giveUp(); // of what is left, if anything is
    }

    /** What waits is lost, but for the end: should the rest be written after all, the file is well-formed. */
    private void giveUp() {
        Optional<Piece> last = Optional.empty();
        for (Piece piece = waiting.poll(); piece != null; piece = waiting.poll()) {
            if (piece.isLast()) {
                last = Optional.of(piece);
            } else {
                release(piece.bytes());
                lost.incrementAndGet();
            }
        }
        if (current.getAndSet(null) != null) {
            lost.incrementAndGet();
        }
        last.ifPresent(waiting::add);
    }

    @Override
    public void close() {
        close(() -> new byte[0]);
    }
}

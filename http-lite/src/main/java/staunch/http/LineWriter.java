package staunch.http;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines on a thread of its own, so that no loop ever waits for a disk or a terminal.
 *
 * <pre>
 *   loops --- write: never waits ---> at most {@link #maxWaiting} lines ---> daemon thread ---> OutputStream
 *                \
 *                 `--- no room, or the stream fails: the line is lost, counted, and the log says how many
 * </pre>
 *
 * A line is made on that thread too. Any thread may write.
 */
public final class LineWriter implements AutoCloseable {
    /** How many lines may wait, unless told otherwise. */
    public static final int DEFAULT_MAX_WAITING = 8_192;
    /** How often, at most, the log says that lines were lost. */
    static final long WARNING_INTERVAL_MILLIS = 10_000;
    /** How long {@link #close} waits for what is still to be written. */
    static final long CLOSE_TIMEOUT_MILLIS = 5_000;

    private static final System.Logger LOG = System.getLogger(LineWriter.class.getName());

    @SuppressWarnings("UnnecessaryLambda") // it is known by its identity
    private static final Supplier<String> END = () -> "";

    private final OutputStream out;
    private final int maxWaiting;
    private final LongSupplier nanoTime;
    private final BlockingQueue<Supplier<String>> waiting;
    private final LongAdder lost = new LongAdder();
    /** Lines that were taken to be written and are not flushed; {@link #close} counts them if that takes too long. */
    private final AtomicLong unflushed = new AtomicLong();

    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean gaveUp;
    // The rest is the thread's own.
    private @Nullable Throwable failure;
    /** Whether the stream may end within a line, of which the rest could not be written. */
    private boolean cut;

    private long reportedLost;
    private boolean reported;
    private long reportedNanos;

    private LineWriter(OutputStream out, int maxWaiting, LongSupplier nanoTime) {
        this.out = out;
        this.maxWaiting = maxWaiting;
        this.nanoTime = nanoTime;
        this.waiting = new ArrayBlockingQueue<>(maxWaiting);
        this.thread = new Thread(this::run, "staunch-lines");
        thread.setDaemon(true);
    }

    /** Writes to {@code out}, as UTF-8, flushed when no more lines wait. It stays the caller's, to be closed after this. */
    public static LineWriter to(OutputStream out) {
        return to(out, DEFAULT_MAX_WAITING);
    }

    /**
     * As {@link #to(OutputStream)}.
     *
     * @param maxWaiting how many lines may wait to be written, positive; what comes then is lost. Each that waits keeps what it
     *     is made of, which of an exchange is little more than its two heads.
     */
    public static LineWriter to(OutputStream out, int maxWaiting) {
        return to(out, maxWaiting, System::nanoTime);
    }

    static LineWriter to(OutputStream out, int maxWaiting, LongSupplier nanoTime) {
        LineWriter writer = new LineWriter(out, maxWaiting, nanoTime);
        writer.thread.start();
        return writer;
    }

    /** How many lines may wait. */
    public int maxWaiting() {
        return maxWaiting;
    }

    /** How many lines were lost so far: there was no room for them, or they could not be written, or not in time. */
    public long lost() {
        return lost.sum();
    }

    /**
     * Has a line written, soon. Never waits.
     *
     * @param line makes it, without its end, on the writing thread
     * @return whether there was room for it
     */
    public boolean write(Supplier<String> line) {
        // One that comes while this is being closed may be behind the end: it is taken back, unless it was still
        // written.
        boolean taken = !closed && waiting.offer(line) && !(closed && waiting.remove(line));
        if (!taken) {
            lost.increment();
        }
        return taken;
    }

    private void run() {
        try {
            while (turn()) {
                report(false).ifPresent(text -> LOG.log(System.Logger.Level.WARNING, text));
            }
        } catch (InterruptedException notByUs) {
            closed = true;
        }
        report(true).ifPresent(text -> LOG.log(System.Logger.Level.WARNING, text));
    }

    /** Writes what waits, or waits for the next line; false at the end. */
    private boolean turn() throws InterruptedException {
        Supplier<String> line = waiting.poll(WARNING_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        boolean ended = false;
        for (; line != null; line = waiting.poll()) {
            if (line == END) {
                ended = true;
            } else {
                attempt(line);
            }
        }
        flush();
        return !ended;
    }

    private void attempt(Supplier<String> line) {
        unflushed.incrementAndGet();
        try {
            String text = (cut ? "\n" : "") + line.get() + "\n";
            cut = true;
            out.write(text.getBytes(StandardCharsets.UTF_8));
            cut = false;
        } catch (IOException | RuntimeException | Error e) {
            // Also an error: without this thread nothing would be written, and nobody be told.
            failure = e;
            lost.add(unflushed.getAndUpdate(count -> Math.max(0, count - 1)) > 0 ? 1 : 0);
        }
    }

    private void flush() {
        try {
            out.flush();
            if (out instanceof PrintStream printed && printed.checkError()) {
                throw new IOException("what is printed to was closed, or fails");
            }
        } catch (IOException e) {
            failure = e;
            lost.add(unflushed.getAndSet(0));
        }
        unflushed.set(0);
    }

    /** What there is to say of lines that were lost since that was said last; not too often, unless it is the last time. */
    private Optional<String> report(boolean last) {
        long count = lost.sum() - reportedLost;
        long now = nanoTime.getAsLong();
        boolean tooSoon =
                reported && now - reportedNanos < TimeUnit.MILLISECONDS.toNanos(WARNING_INTERVAL_MILLIS) && !last;
        if (count == 0 || tooSoon) {
            return Optional.empty();
        }
        Throwable why = failure;
        failure = null;
        reportedLost += count;
        reported = true;
        reportedNanos = now;
        return Optional.of("lines of a log that were lost: " + count + ", because "
                + (why != null
                        ? "they could not be written: " + why
                        : gaveUp
                                ? "they were not written in time when the log was closed"
                                : "writing is slower than what happens, and " + maxWaiting
                                        + " waited already (maxWaiting)"));
    }

    /** Writes what waits, for at most 5 s, and ends the thread. From now on lines are lost, and what still waits then is. */
    @Override
    public void close() {
        close(CLOSE_TIMEOUT_MILLIS);
    }

    void close(long timeoutMillis) {
        closed = true;
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        try {
            if (waiting.offer(END, timeoutMillis, TimeUnit.MILLISECONDS)) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
                thread.join(Math.max(1, left));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            giveUp();
        }
    }

    private void giveUp() {
        gaveUp = true;
        for (Supplier<String> line = waiting.poll(); line != null; line = waiting.poll()) {
            lost.add(line == END ? 0 : 1);
        }
        lost.add(unflushed.getAndSet(0));
        waiting.offer(END); // the thread ends, should it go on
    }
}

package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LineWriterTest {
    private final Logger log = Logger.getLogger(LineWriter.class.getName());
    private final BlockingQueue<String> warnings = new LinkedBlockingQueue<>();
    private final Handler hearing = new Handler() {
        @Override
        public void publish(LogRecord heard) {
            warnings.add(heard.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final AtomicLong nanos = new AtomicLong();
    private final Disk disk = new Disk();

    /** A stream that writes, blocks or fails as the test says. */
    private static final class Disk extends OutputStream {
        final ByteArrayOutputStream written = new ByteArrayOutputStream();
        final Semaphore writes = new Semaphore(0);
        final Semaphore asked = new Semaphore(0);
        volatile boolean full;

        @Override
        public void write(int b) {
            throw new AssertionError("a line is written whole");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            write(Arrays.copyOfRange(bytes, offset, offset + length));
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            asked.release();
            writes.acquireUninterruptibly();
            if (full) {
                throw new IOException("No space left on device");
            }
            written.write(bytes);
        }

        List<String> lines() {
            return written.toString(StandardCharsets.UTF_8).lines().toList();
        }
    }

    @BeforeEach
    void listen() {
        log.setUseParentHandlers(false);
        log.addHandler(hearing);
    }

    @AfterEach
    void listenNoMore() {
        log.removeHandler(hearing);
        log.setUseParentHandlers(true);
    }

    private LineWriter writer(int maxWaiting) {
        return LineWriter.to(disk, maxWaiting, nanos::get);
    }

    private String warning() throws InterruptedException {
        String warning = warnings.poll(30, TimeUnit.SECONDS);
        return warning == null ? "none" : warning;
    }

    @Test
    void shouldWriteLinesInOrder() {
        disk.writes.release(3);
        LineWriter writer = writer(8);
        List.of("a", "b", "ü").forEach(line -> assertTrue(writer.write(() -> line)));
        writer.close();
        assertEquals(List.of("a", "b", "ü"), disk.lines());
        assertEquals(0, writer.lost());
        assertTrue(warnings.isEmpty());
    }

    /** With the first line at the disk, so many wait as may; the writer of one more is told, and goes on. */
    @Test
    void shouldLoseRatherThanWait() throws InterruptedException {
        LineWriter writer = writer(2);
        writer.write(() -> "at the disk");
        disk.asked.acquire();
        assertTrue(writer.write(() -> "second"));
        assertTrue(writer.write(() -> "third"));
        assertFalse(writer.write(() -> "fourth"));
        assertFalse(writer.write(() -> "fifth"));
        assertEquals(2, writer.lost());
        disk.writes.release(3);
        assertEquals(
                "lines of a log that were lost: 2, because writing is slower than what happens, and 2 waited already"
                        + " (maxWaiting)",
                warning());
        writer.close();
        assertEquals(List.of("at the disk", "second", "third"), disk.lines());
        assertTrue(warnings.isEmpty());
    }

    @Test
    void shouldSayThatADiskIsFullAndGoOn() throws InterruptedException {
        LineWriter writer = writer(8);
        disk.full = true;
        disk.writes.release(1);
        writer.write(() -> "lost");
        assertEquals(
                "lines of a log that were lost: 1, because they could not be written: java.io.IOException: No space left on"
                        + " device",
                warning());
        disk.full = false;
        disk.writes.release(1);
        writer.write(() -> "written");
        writer.close();
        assertEquals(List.of("", "written"), disk.lines(), "what was begun ends, whatever there is of it");
        assertEquals(1, writer.lost());
    }

    /** And the last time at its end. */
    @Test
    void shouldWarnNotMoreOftenThanItsInterval() throws InterruptedException {
        disk.full = true;
        disk.writes.release(3);
        LineWriter writer = writer(8);
        writer.write(() -> "first");
        assertTrue(warning().startsWith("lines of a log that were lost: 1,"));
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(LineWriter.WARNING_INTERVAL_MILLIS) - 1);
        writer.write(() -> "second");
        writer.write(() -> "third");
        writer.close();
        assertTrue(warning().startsWith("lines of a log that were lost: 2,"));
        assertEquals(3, writer.lost());
        assertTrue(warnings.isEmpty());
    }

    @Test
    void shouldOutliveALineThatCannotBeMade() throws InterruptedException {
        disk.writes.release(1);
        LineWriter writer = writer(8);
        writer.write(() -> {
            throw new IllegalStateException("a defect");
        });
        assertTrue(warning().endsWith("could not be written: java.lang.IllegalStateException: a defect"));
        writer.write(() -> "next");
        writer.close();
        assertEquals(List.of("next"), disk.lines());
    }

    @Test
    void shouldOutliveAnError() throws InterruptedException {
        disk.writes.release(1);
        LineWriter writer = writer(8);
        writer.write(() -> {
            throw new StackOverflowError();
        });
        assertTrue(warning().endsWith("could not be written: java.lang.StackOverflowError"));
        writer.write(() -> "next");
        writer.close();
        assertEquals(List.of("next"), disk.lines());
    }

    /** A disk that fills up in the middle of a line leaves its beginning, which the next line must not continue. */
    @Test
    void shouldNotContinueALineThatWasCut() {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        LineWriter writer = LineWriter.to(new OutputStream() {
            private int room = 2;

            @Override
            public void write(int b) throws IOException {
                if (room-- == 0) {
                    throw new IOException("No space left on device");
                }
                written.write(b);
            }
        });
        List.of("cut", "whole", "next").forEach(line -> writer.write(() -> line));
        writer.close();
        assertEquals("cu\nwhole\nnext\n", written.toString(StandardCharsets.UTF_8));
        assertEquals(1, writer.lost());
    }

    /** Standard output behind a pipe whose reader has gone: a PrintStream never throws. */
    @Test
    void shouldNoticeWhatAPrintStreamKeepsToItself() throws InterruptedException {
        disk.full = true;
        disk.writes.release(8);
        LineWriter writer = LineWriter.to(new PrintStream(disk, true, StandardCharsets.UTF_8), 8, nanos::get);
        writer.write(() -> "lost");
        assertEquals(
                "lines of a log that were lost: 1, because they could not be written: java.io.IOException: what is printed"
                        + " to was closed, or fails",
                warning());
        writer.close();
        assertEquals(1, writer.lost());
    }

    @Test
    void shouldLoseWhatComesAfterItsEnd() {
        LineWriter writer = writer(8);
        writer.close();
        assertFalse(writer.write(() -> "late"));
        assertEquals(1, writer.lost());
        writer.close();
    }

    @Test
    void shouldCountWhatIsNotWrittenInTime() throws InterruptedException {
        LineWriter writer = writer(2);
        writer.write(() -> "being written");
        disk.asked.acquire();
        assertTrue(writer.write(() -> "waits") && writer.write(() -> "waits too"));
        writer.close(1);
        assertEquals(3, writer.lost());
        disk.writes.release();
        assertEquals(
                "lines of a log that were lost: 3, because they were not written in time when the log was closed",
                warning());
        assertEquals(List.of("being written"), disk.lines());
        assertEquals(3, writer.lost());
    }

    @Test
    void shouldHaveWrittenOrCountedEachLineThatComesWhileItCloses() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            LineWriter writer = LineWriter.to(out);
            AtomicLong promised = new AtomicLong();
            AtomicLong refused = new AtomicLong();
            Thread busy = new Thread(() -> {
                while (refused.get() < 10) {
                    (writer.write(() -> "line") ? promised : refused).incrementAndGet();
                }
            });
            busy.start();
            while (promised.get() < 10) {
                Thread.onSpinWait();
            }
            writer.close();
            busy.join();
            long written = out.toString(StandardCharsets.UTF_8).lines().count();
            assertEquals(promised.get(), written);
            assertEquals(refused.get(), writer.lost());
        }
    }
}

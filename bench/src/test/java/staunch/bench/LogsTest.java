package staunch.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of intervals: written, read, joined, and shown on a page. */
class LogsTest {
    private static final long BEGAN = 1_700_000_000_000L;

    @TempDir
    Path folder;

    private static Histogram times(long... nanos) {
        Histogram times = new Histogram(Samples.SIGNIFICANT_DIGITS);
        for (long each : nanos) {
            times.recordValue(each);
        }
        return times;
    }

    private static Interval interval(Map<Metric, Histogram> times, long measuredMillis) {
        Counts none = new Counts(0, 0, 0, 0, 0, 0, 0, 0, Map.of(), Map.of());
        return new Interval(times, none, none, measuredMillis * 1_000_000);
    }

    private Path log(String name, String title, long... nanos) throws IOException {
        Path file = folder.resolve(name);
        try (IntervalLog log = new IntervalLog(file, title, BEGAN - 1_000)) {
            log.write(interval(Map.of(), 0), BEGAN - 500);
            log.write(interval(Map.of(Metric.TOTAL, times(nanos), Metric.HANDSHAKE, times()), 1_000), BEGAN + 1_000);
            log.write(
                    interval(Map.of(Metric.TOTAL, times(5_000_000, 6_000_000), Metric.START_LAG, times(7)), 2_000),
                    BEGAN + 2_000);
        }
        return file;
    }

    @Test
    void shouldReadWhatItWrote() throws IOException {
        Logs.Log log = Logs.read(log("one.hlog", "Handshakes with <somebody>", 1_000_000));
        assertEquals("Handshakes with <somebody>", log.title());
        assertEquals(Set.of("total", "start-lag"), log.intervals().keySet());
        assertEquals(2, log.intervals().get("total").size());
        assertEquals(3, log.total("total").getTotalCount());
        assertEquals(6_000_000, log.total("total").getMaxValue(), 6_000);
        assertEquals(BEGAN, log.intervals().get("total").get(0).getStartTimeStamp(), "when measuring began");
        assertEquals(BEGAN + 1_000, log.intervals().get("total").get(1).getStartTimeStamp());
        assertEquals(2, log.seconds("total"));
        assertEquals(0, log.total("handshake").getTotalCount());
    }

    @Test
    void shouldJoinLogsOfTheSameTime() throws IOException {
        Logs.Log merged = Logs.merge(List.of(
                Logs.read(log("one.hlog", "same", 1_000_000)),
                Logs.read(log("two.hlog", "same", 2_000_000, 3_000_000))));
        Path file = folder.resolve("merged.hlog");
        Logs.write(merged, file);
        Logs.Log read = Logs.read(file);
        assertEquals("same (2 logs)", read.title());
        assertEquals(
                List.of(3L, 4L),
                read.intervals().get("total").stream()
                        .map(Histogram::getTotalCount)
                        .toList());
        assertEquals(2, read.total("start-lag").getTotalCount());
        assertEquals(2, read.seconds("total"));
    }

    @Test
    void shouldSayWhichFileIsNoLog() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), "hello\n");
        assertTrue(assertThrows(IOException.class, () -> Logs.read(text))
                .getMessage()
                .contains("text"));
        Path empty = Files.writeString(folder.resolve("empty"), "");
        assertTrue(assertThrows(IOException.class, () -> Logs.read(empty))
                .getMessage()
                .contains("no histogram"));
    }

    @Test
    void shouldWritePercentilesInMilliseconds() throws IOException {
        Path file = folder.resolve("total.hgrm");
        Logs.writePercentiles(times(1_000_000, 2_000_000), file);
        String text = Files.readString(file);
        assertTrue(text.contains("Percentile"), text);
        assertTrue(text.contains("2.00"), text);
    }

    @Test
    void shouldMakeAPageThatNeedsNothingElse() throws IOException {
        String page = ReportPage.of(List.of(
                Logs.read(log("one.hlog", "with <b>ours</b>", 1_000_000)),
                Logs.read(log("two.hlog", "theirs", 2_000_000))));
        assertTrue(page.contains("with &lt;b&gt;ours&lt;/b&gt;"));
        assertFalse(page.contains("<b>"));
        for (String foreign : List.of("http:", "https:", "<script", "src=", "@import", "url(")) {
            assertFalse(page.contains(foreign), foreign);
        }
        long plots = Stream.of(page.split("<polyline", -1)).count() - 1;
        assertEquals(6, plots, "the rate, and the percentiles of two metrics, of two logs each");
        assertEquals(2 * 3, page.split("<rect class=\"s[01]\" x=", -1).length - 1, "bars");
        assertFalse(page.contains("NaN"), "a point without a place");
    }

    @Test
    void shouldDivideAxesByRoundNumbers() {
        assertEquals(1, SvgPlot.niceStep(0.51), 1e-9);
        assertEquals(0.5, SvgPlot.niceStep(0.5), 1e-9);
        assertEquals(200, SvgPlot.niceStep(101), 1e-9);
        assertEquals(1_000, SvgPlot.niceStep(501), 1e-9);
        assertEquals(1, SvgPlot.niceStep(0));
    }

    @Test
    void shouldReadTheMemoryOfAProcess() throws IOException {
        assertEquals(2_048 * 1024, ProcessMemory.residentBytes(Stream.of("Name:\tjava", "VmRSS:\t    2048 kB")));
        assertThrows(IOException.class, () -> ProcessMemory.residentBytes(Stream.of("Name:\tzombie")));
        assertThrows(IOException.class, () -> ProcessMemory.residentBytes(-1));
    }
}

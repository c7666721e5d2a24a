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
import java.util.Optional;
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

    /** Enough for the percentiles that are compared. */
    private static Histogram hundredTimes() {
        Histogram times = times();
        times.recordValueWithCount(1_000_000, 100);
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
    void shouldSayWhatAFileIsThatCannotBeRead() {
        assertEquals(
                folder.resolve("nowhere") + ": no such file; check the path",
                assertThrows(IOException.class, () -> Logs.read(folder.resolve("nowhere")))
                        .getMessage());
        assertEquals(
                folder + ": is a folder; name a log in it",
                assertThrows(IOException.class, () -> Logs.read(folder)).getMessage());
    }

    private Logs.Log judged(String name, String... reasons) throws IOException {
        return judged(name, BEGAN, reasons);
    }

    private Logs.Log judged(String name, long beganMillis, String... reasons) throws IOException {
        Path file = folder.resolve(name);
        try (IntervalLog log = new IntervalLog(file, name, beganMillis)) {
            log.write(interval(Map.of(Metric.TOTAL, hundredTimes()), 1_000), beganMillis + 1_000);
            log.conclude(new Verdict(List.of(reasons)));
        }
        return Logs.read(file);
    }

    @Test
    void shouldKeepWhetherTheRunCanBeBelieved() throws IOException {
        assertEquals(Optional.of(new Verdict(List.of())), judged("held").verdict());
        assertEquals(
                Optional.of(new Verdict(List.of("it was interrupted", "the client was the limit"))),
                judged("not held", "it was interrupted", "the client\nwas the limit")
                        .verdict());
        assertEquals(
                Optional.empty(),
                Logs.read(log("killed.hlog", "killed", 1_000_000)).verdict());
    }

    /** As by a disk that was full at that very place. */
    @Test
    void shouldNotBelieveALogWhoseReasonsAreMissing() throws IOException {
        Path file = folder.resolve("cut.hlog");
        judged("cut.hlog", "too slow");
        Files.writeString(file, Files.readString(file).replaceAll("#Staunch bench reason: .*\\R", ""));
        assertEquals(
                Optional.of(new Verdict(List.of("the log does not say why"))),
                Logs.read(file).verdict());
    }

    /** What is joined can be believed if each can; one log that does not say leaves it open, unless another has reasons. */
    @Test
    void shouldJoinVerdicts() throws IOException {
        Logs.Log held = judged("held");
        Logs.Log slow = judged("slow", "too slow");
        Path cut = folder.resolve("killed");
        judged("killed");
        Files.writeString(cut, Files.readString(cut).replaceAll("#Staunch bench verdict: .*\\R", ""));
        Logs.Log killed = Logs.read(cut);
        assertEquals(
                Optional.of(new Verdict(List.of())),
                Logs.merge(List.of(held, held)).verdict());
        assertEquals(Optional.empty(), Logs.merge(List.of(held, killed)).verdict());
        Path file = folder.resolve("merged.hlog");
        Logs.write(Logs.merge(List.of(held, slow, killed)), file);
        assertEquals(
                Optional.of(new Verdict(List.of("log 2 of 3: too slow", "log 3 of 3: does not say how its run ended"))),
                Logs.read(file).verdict());
    }

    @Test
    void shouldNotBelieveARateOfRunsThatDidNotGoOnTogether() throws IOException {
        assertEquals(
                Optional.of(new Verdict(
                        List.of("of 2.5 s they went on together for 0.0 s, so that no rate is that of all"))),
                Logs.merge(List.of(judged("early"), judged("late", BEGAN + 1_500)))
                        .verdict());
        assertTrue(Logs.merge(List.of(judged("one"), judged("other", BEGAN + 50)))
                .verdict()
                .orElseThrow()
                .holds());
    }

    /** Its log has no sample, and is one all the same. */
    @Test
    void shouldShowARunInWhichNothingSucceeded() throws IOException {
        Path file = folder.resolve("nothing.hlog");
        try (IntervalLog log = new IntervalLog(file, "all refused", BEGAN)) {
            log.write(interval(Map.of(Metric.TOTAL, times()), 1_000), BEGAN + 1_000);
            log.conclude(new Verdict(List.of("nothing was done")));
        }
        Logs.Log nothing = Logs.read(file);
        assertEquals("all refused", nothing.title());
        assertEquals(Set.of("total"), nothing.intervals().keySet());
        assertEquals(0, nothing.total("total").getTotalCount());
        for (List<Logs.Log> logs : List.of(List.of(nothing), List.of(nothing, judged("held")))) {
            String page = ReportPage.of(logs);
            assertTrue(page.contains("all refused: <em>no headline: nothing was done</em>"), page);
            assertFalse(page.contains("NaN"), page);
        }
        Path merged = folder.resolve("merged.hlog");
        Logs.write(Logs.merge(List.of(nothing, nothing)), merged);
        assertEquals(0, Logs.read(merged).total("total").getTotalCount());
    }

    /** A second in which nothing was done is one with a rate of 0; a moment of it at the end is none. */
    @Test
    void shouldLogAStall() throws IOException {
        Path file = folder.resolve("stall.hlog");
        try (IntervalLog log = new IntervalLog(file, "stalled", BEGAN - 700)) {
            log.write(interval(Map.of(Metric.TOTAL, times(), Metric.HANDSHAKE, times()), 0), BEGAN - 10);
            log.write(interval(Map.of(Metric.TOTAL, times(1_000_000), Metric.HANDSHAKE, times(7)), 1_000), BEGAN + 990);
            log.write(interval(Map.of(Metric.TOTAL, times(), Metric.HANDSHAKE, times()), 2_000), BEGAN + 1_990);
            log.write(
                    interval(Map.of(Metric.TOTAL, times(2_000_000), Metric.HANDSHAKE, times(7)), 3_000), BEGAN + 2_990);
            log.write(interval(Map.of(Metric.TOTAL, times(), Metric.HANDSHAKE, times()), 3_010), BEGAN + 3_000);
        }
        Logs.Log stalled = Logs.read(file);
        assertEquals(
                List.of(1L, 0L, 1L),
                stalled.intervals().get("total").stream()
                        .map(Histogram::getTotalCount)
                        .toList());
        assertEquals(2, stalled.intervals().get("handshake").size());
        assertEquals(BEGAN + 990, stalled.intervals().get("total").get(1).getStartTimeStamp());
    }

    @Test
    void shouldMarkOnThePageWhatCannotBeBelieved() throws IOException {
        String page = ReportPage.of(List.of(
                judged("held"),
                judged("slow", "the client was the limit", "it was <late>"),
                Logs.read(log("killed.hlog", "killed", 1_000_000))));
        assertTrue(page.contains("1 held: believable</li>"), page);
        assertTrue(
                page.contains("2 slow: <em>no headline: the client was the limit; it was &lt;late&gt;</em></li>"),
                page);
        assertTrue(page.contains("3 killed: <em>no verdict: the log does not say how its run ended</em></li>"), page);
        assertEquals(3, page.split("<rect class=\"s1 doubted\"", -1).length - 1, "its bars are pale");
        assertEquals(3, page.split("/s, no headline<|ms, no headline<", -1).length - 1, "and say why");
        assertEquals(2, page.split("/s, no verdict<|ms, no verdict<", -1).length - 1);
        assertEquals(1, page.split("too few samples, no verdict<", -1).length - 1, "for a 99th percentile");
        assertEquals(3, page.split("<rect class=\"s0\" x=", -1).length - 1);
        assertTrue(page.contains("<td>2 slow: no headline<td>"), page);
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
        assertEquals(2 * 3, page.split("<rect class=\"s[01] doubted\" x=", -1).length - 1, "bars");
        assertFalse(page.contains("NaN"), "a point without a place");
    }

    /** There is no room for more beside a bar. */
    @Test
    void shouldNameBarsByWhatTellsThemApart() throws IOException {
        String page = ReportPage.of(List.of(
                Logs.read(log("one.hlog", "Handshakes with a very long name, ours, TLS 1.3, full", 1_000_000)),
                Logs.read(log("two.hlog", "Handshakes with a very long name, theirs, TLS 1.3, full", 2_000_000))));
        assertTrue(page.contains(">1 ours<") && page.contains(">2 theirs<"), page);
        String same = ReportPage.of(List.of(Logs.read(log("one.hlog", "A, B", 1)), Logs.read(log("b", "A, B", 1))));
        assertTrue(same.contains(">1 A, B</text>") && same.contains(">2 A, B</text>"), same);
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
        Stream<String> status = Stream.of(
                "Name:\tjava",
                "VmRSS:\t    9048 kB",
                "RssAnon:\t    2040 kB",
                "RssFile:\t 7000 kB",
                "RssShmem:\t   8 kB");
        assertEquals(2_048 * 1024, ProcessMemory.residentBytes(status));
        assertThrows(IOException.class, () -> ProcessMemory.residentBytes(Stream.of("Name:\tzombie")));
        assertThrows(IOException.class, () -> ProcessMemory.residentBytes(-1));
    }
}

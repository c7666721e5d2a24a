package staunch.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MicroPageTest {
    private static MicroScore score(String method, String bytes, double nanos, double allocated) {
        return new MicroScore("x.RecordBenchmark." + method, Map.of("bytes", bytes), nanos, 5, "ns/op", allocated);
    }

    @Test
    void shouldMeasureAStepAgainstTheBareOneOfTheSameSize() {
        MicroScore pump = score("wrapPump", "100", 1_100, 150);
        assertTrue(pump.isMeasuredAgainst(score("wrapBare", "100", 1_000, 100)));
        assertFalse(pump.isMeasuredAgainst(score("wrapBare", "1024", 1_000, 100)));
        assertFalse(pump.isMeasuredAgainst(score("unwrapBare", "100", 1_000, 100)));
        assertFalse(score("wrapBare", "100", 1, 1).isMeasuredAgainst(score("wrapBare", "100", 1, 1)));
    }

    @Test
    void shouldTellTimesBytesAndRatiosOfEachClass() {
        String page = MicroPage.of(
                "JDK 17 & 2 cores",
                List.of(
                        score("wrapBare", "100", 1_000, 100),
                        score("wrapPump", "100", 1_100, 150),
                        new MicroScore("x.LoopBenchmark.task", Map.of(), 20, Double.NaN, "ns/op", 24)));
        assertTrue(page.contains("<p>JDK 17 &amp; 2 cores</p>"), page);
        assertTrue(page.contains("<h2>RecordBenchmark, ns/op</h2>"), page);
        assertTrue(page.contains("<tr><td>wrapBare 100<td>1000.00<td>5.00<td>100<td><td></tr>"), page);
        assertTrue(page.contains("<tr><td>wrapPump 100<td>1100.00<td>5.00<td>150<td>1.10<td>50</tr>"), page);
        assertTrue(page.contains("<tr><td>task<td>20.00<td><td>24<td><td></tr>"), page);
        assertEquals(2, page.split("<svg viewBox", -1).length - 1);
        assertFalse(page.contains("<script") || page.contains("http"), page);
    }
}

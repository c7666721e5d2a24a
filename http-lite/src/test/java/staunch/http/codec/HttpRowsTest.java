package staunch.http.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.http.codec.Replay.Memory;

class HttpRowsTest {
    private static final long SEED = 7112;

    static Stream<HttpRows.Row> requests() {
        return HttpRows.requests().stream();
    }

    static Stream<HttpRows.ResponseRow> responses() {
        return HttpRows.responses().stream();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void shouldJudgeRequestInOnePiece(HttpRows.Row row) {
        for (Memory memory : Memory.values()) {
            judge(row, memory, () -> Integer.MAX_VALUE);
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void shouldJudgeRequestByteByByte(HttpRows.Row row) {
        int step = row.input().length() > 4_000 ? 97 : 1;
        for (Memory memory : Memory.values()) {
            judge(row, memory, () -> step);
        }
    }

    @ParameterizedTest
    @MethodSource("requests")
    void shouldJudgeRequestAtRandomSplits(HttpRows.Row row) {
        Random random = new Random(SEED);
        int bound = Math.max(20, row.input().length() / 20);
        for (Memory memory : Memory.values()) {
            judge(row, memory, () -> 1 + random.nextInt(bound));
        }
    }

    private static void judge(HttpRows.Row row, Memory memory, IntSupplier sizes) {
        Replay replay = new Replay(new RequestDecoder(HttpRows.LIMITS), memory);
        List<String> events = replay.feed(row.input() + HttpRows.BEHIND, sizes);
        boolean ranWhatIsBehind = events.contains("GET /behind HTTP/1.1 NONE");
        if (row.isAccepted()) {
            assertEquals(row.body(), events.get(1), () -> row + ": " + events);
            assertTrue(ranWhatIsBehind, () -> row + ": " + events);
        } else {
            assertEquals("REJECTED " + row.status(), events.get(events.size() - 1), row::toString);
            assertFalse(ranWhatIsBehind, row::toString);
        }
        assertTrue(replay.largestLeftover() < HttpRows.LIMITS.neededLeftoverBytes());
    }

    @ParameterizedTest
    @MethodSource("responses")
    void shouldJudgeResponseAtAnySplit(HttpRows.ResponseRow row) {
        for (Memory memory : Memory.values()) {
            for (int step : new int[] {1, 2, 3, 7, 1_000}) {
                assertEquals(row.expected(), replay(row, memory, step), row::toString);
            }
        }
    }

    private static List<String> replay(HttpRows.ResponseRow row, Memory memory, int step) {
        ResponseDecoder decoder = new ResponseDecoder(HttpRows.LIMITS);
        decoder.expect(row.method());
        Replay replay = new Replay(decoder, memory);
        List<String> events = replay.feed(row.input(), () -> step);
        StreamEnd end = decoder.endOfInput();
        String last = events.isEmpty() ? "" : events.get(events.size() - 1);
        if (end == StreamEnd.COMPLETES_BODY) {
            events.add(end + " " + replay.bodySoFar());
        } else if (end != StreamEnd.AFTER_REJECTION && !last.equals("FINISHED")) {
            events.add(end.toString());
        }
        return events;
    }
}

package staunch.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.options.Options;

/** Which benchmarks there are, and how long they take; not the benchmarks. */
class MicrobenchmarksTest {
    /** The words of the command's help. */
    @ParameterizedTest
    @ValueSource(strings = {"record", "handshake", "hello", "codec", "bod", "buffer", "task", "timer", "request"})
    void shouldFindWhatTheHelpNames(String word) {
        assertFalse(Microbenchmarks.names(word).isEmpty());
    }

    @Test
    void shouldFindByPartsOfNamesInAnyCase() {
        assertEquals(List.of("LoopBenchmark.fireTimer", "LoopBenchmark.putOffTimer"), Microbenchmarks.names("TIMER"));
        assertEquals(List.of("LoopBenchmark.task"), Microbenchmarks.names("LoopBenchmark.task"));
        assertEquals(2, Microbenchmarks.names("fireTimer|putOff").size());
        assertEquals(List.of(), Microbenchmarks.names("nosuch"));
        assertEquals(List.of(), Microbenchmarks.names("staunch"), "the package is in no name");
    }

    @Test
    void shouldTakeAMinuteAtMostForAClassIfQuick() {
        for (String each : Microbenchmarks.names("").stream()
                .map(name -> name.substring(0, name.indexOf('.')))
                .collect(Collectors.toSet())) {
            long seconds = Microbenchmarks.expected(new Microbenchmarks.Wish(each, true, Optional.empty()))
                    .toSeconds();
            assertTrue(seconds <= 60, () -> each + " takes " + seconds + " s");
        }
    }

    /** A parameter that several benchmarks have, too. */
    @Test
    void shouldTakeOneValueOfEachParameterIfQuick() {
        List<Options> runs = Microbenchmarks.quickly("HandshakeBenchmark|BufferBenchmark");
        assertEquals(2, runs.size(), "one for each class");
        assertEquals(
                List.of("256"), List.copyOf(runs.get(0).getParameter("bytes").get()));
        assertEquals(
                List.of("SunJSSE"),
                List.copyOf(runs.get(1).getParameter("provider").get()));
        assertEquals(
                List.of("EC_P256"),
                List.copyOf(runs.get(1).getParameter("keyType").get()));
    }

    /** Linux has a file for it. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void shouldSayThatADiskIsFull() {
        Microbenchmarks.Failure failure = assertThrows(
                Microbenchmarks.Failure.class, () -> Microbenchmarks.write(List.of(), Path.of("/dev/full")));
        assertTrue(String.valueOf(failure.getMessage()).contains("/dev/full: not all of it could be written"));
    }

    @Test
    void shouldKnowHowLongAllValuesOfAllParametersTake() {
        // Two processes of 10 s and a start each, for two sizes.
        assertEquals(
                46,
                Microbenchmarks.expected(new Microbenchmarks.Wish("BufferBenchmark.lease", false, Optional.empty()))
                        .toSeconds());
    }
}

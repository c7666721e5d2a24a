package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.reactor.Channel;
import staunch.tls.record.RecordPump;

/** What a peer finds in one record, where much is written. */
class RecordSizingTest {
    private static final int LENGTH = 200_000;
    private static final int SMALL_RECORDS =
            -Math.floorDiv(-RecordPump.SMALL_RECORDS_TOTAL_BYTES, RecordPump.SMALL_RECORD_BYTES);

    /** Has the client write, and tells what each record that the server opens brings. */
    private static final class Writing implements AutoCloseable {
        private final TlsPair pair = new TlsPair();
        private final List<Integer> sizes = new ArrayList<>();

        Writing(String version, RecordSizing sizing) {
            pair.server.whenRead = (channel, in) -> {
                sizes.add(in.remaining());
                in.position(in.limit());
            };
            TlsOptions options = TlsFixtures.options(version);
            pair.connect(options.withRecordSizing(sizing), options).untilOpen();
        }

        List<Integer> write() {
            sizes.clear();
            Channel channel = pair.client.channel();
            channel.loop().execute(() -> assertEquals(LENGTH, channel.write(ByteBuffer.allocate(LENGTH))));
            pair.simulation.run(() -> sizes.stream().mapToInt(Integer::intValue).sum() == LENGTH);
            return List.copyOf(sizes);
        }

        void idle(Duration howLong) {
            pair.simulation.runFor(howLong);
        }

        @Override
        public void close() {
            pair.client.channel().close();
            pair.untilClosed();
            pair.close();
        }
    }

    private static void assertSmallFirst(List<Integer> sizes) {
        List<Integer> small = sizes.subList(0, SMALL_RECORDS);
        assertTrue(small.stream().allMatch(size -> size == RecordPump.SMALL_RECORD_BYTES), sizes::toString);
        assertFull(sizes.subList(SMALL_RECORDS, sizes.size()));
    }

    private static void assertFull(List<Integer> sizes) {
        List<Integer> allButTheLast = sizes.subList(0, sizes.size() - 1);
        assertTrue(allButTheLast.stream().allMatch(size -> size > 16_300), sizes::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void shouldFillRecordsUnlessToldOtherwise(String version) {
        try (Writing writing = new Writing(version, RecordSizing.FULL)) {
            assertFull(writing.write());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void shouldBeginWithSmallRecordsAndAgainAfterAPause(String version) {
        try (Writing writing = new Writing(version, RecordSizing.SMALL_FIRST)) {
            assertSmallFirst(writing.write());
            assertFull(writing.write());
            writing.idle(Duration.ofMillis(RecordSizing.IDLE_MILLIS));
            assertSmallFirst(writing.write());
        }
    }
}

package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.reactor.Channel;
import staunch.tls.record.TracedRecord;

/** Listeners for records, over channels: who gets one, which clock they have, and that they end nothing but their own. */
class RecordListenerTest {
    private static final TlsOptions PLAIN = TlsOptions.DEFAULT;

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void shouldSeeOneConnectionEachWithTheClockOfItsLoop(String version) {
        List<Channel> watched = new ArrayList<>();
        List<TracedRecord> records = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        TlsOptions options = TlsFixtures.options(version).withRecordListener(lower -> {
            watched.add(lower);
            return record -> {
                records.add(record);
                times.add(lower.loop().nowNanos());
            };
        });
        try (TlsPair pair = new TlsPair()) {
            pair.connect(options, PLAIN).untilOpen();
            pair.client.channel().close();
            pair.untilClosed();
            pair.assertWellBehaved();
            assertEquals(1, watched.size());
            assertEquals(pair.client.channel().remoteAddress(), watched.get(0).remoteAddress());
        }
        assertEquals("ClientHello", records.get(0).contents());
        assertTrue(
                records.get(records.size() - 1).contents().endsWith("(inferred: close_notify)"),
                () -> records.get(records.size() - 1).contents());
        assertEquals(times.stream().sorted().toList(), times);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void shouldNameTheAlertWithWhichTheServerIsRefused(String version) {
        List<TracedRecord> heard = new ArrayList<>();
        TlsOptions options = TlsFixtures.options(version);
        try (TlsPair pair = new TlsPair()) {
            pair.connect(
                            TlsClient.trusting(TlsFixtures.TRUST, options).to("another.test", 443),
                            TlsServer.of(TlsFixtures.SERVER, options.withRecordListener(lower -> heard::add)))
                    .untilClosed();
            TracedRecord last = heard.get(heard.size() - 1);
            assertEquals(pair.server.failure().alert(), last.alert().orElseThrow());
            assertEquals(TracedRecord.Direction.RECEIVED, last.direction());
        }
    }

    @Test
    void shouldEndOnlyTheConnectionWhoseListenerThrows() {
        TlsOptions options = PLAIN.withRecordListener(lower -> record -> {
            throw new IllegalStateException("my own mistake");
        });
        try (TlsPair pair = new TlsPair()) {
            pair.connect(options, PLAIN).untilClosed();
            assertEquals(TlsException.Kind.INTERNAL, pair.client.failure().kind());
            assertTrue(
                    pair.client.failure().getMessage().contains("my own mistake"),
                    pair.client.failure().getMessage());
            assertEquals(0, pair.client.heldWhenClosed);
        }
    }
}

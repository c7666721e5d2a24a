package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.reactor.Layer;

/**
 * An engine of Conscrypt holds two file descriptors. A server that makes a thousand handshakes a second must not wait for its
 * collector to give them back, whichever way connections end.
 */
@EnabledOnOs(OS.LINUX)
class EngineDescriptorsTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int CONNECTIONS = 40;
    /** Of the loop's own, of class files that are read, and the like. */
    private static final int OTHERS = CONNECTIONS;

    enum End {
        IN_ORDER(pair -> pair.client.channel().close()),
        BY_THE_SERVER(pair -> pair.server.channel().close()),
        BY_A_RESET(pair -> pair.client.channel().abort()),
        BY_A_RESET_OF_THE_SERVER(pair -> pair.server.channel().abort());

        private final Consumer<TlsPair> ending;

        End(Consumer<TlsPair> ending) {
            this.ending = ending;
        }
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void shouldGiveBackWhatNativeEnginesHold(End end) throws IOException {
        TlsOptions options = TlsOptions.DEFAULT.withProvider("Conscrypt");
        Layer client = TlsClient.trusting(TlsFixtures.TRUST, options).to(TlsFixtures.HOST, TlsFixtures.PORT);
        Layer server = TlsServer.of(TlsFixtures.SERVER, options);
        List<TlsPair> held = new ArrayList<>(); // so that the collector takes none of them
        long before = descriptors();
        for (int i = 0; i < CONNECTIONS; i++) {
            TlsPair pair = new TlsPair().connect(client, server);
            held.add(pair);
            pair.untilOpen();
            end.ending.accept(pair);
            pair.untilClosed();
        }
        long left = descriptors() - before;
        assertTrue(left < OTHERS, left + " of " + 4 * CONNECTIONS + " descriptors are still held");
        held.forEach(TlsPair::close);
    }

    @Test
    void shouldGiveBackWhatFindingOutWhatCanBeOfferedTook() throws IOException {
        TlsOptions options = TlsOptions.DEFAULT.withProvider("Conscrypt").withNamedGroups("x25519");
        List<TlsClient> held = new ArrayList<>();
        long before = descriptors();
        for (int i = 0; i < 2 * CONNECTIONS; i++) {
            held.add(TlsClient.trusting(TlsFixtures.TRUST, options));
        }
        long left = descriptors() - before;
        assertTrue(left < OTHERS, left + " descriptors are still held by " + held.size() + " clients");
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.count();
        }
    }
}

package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.reactor.Channel;
import staunch.reactor.Layer;
import staunch.reactor.Security;
import staunch.tls.pki.LeafRequest;
import staunch.tls.record.Alert;

/** Who uses a connection, by what ALPN chose, on both ends and on each provider. */
class ApplicationProtocolsTest {
    private final RecordingHandler chatServer = new RecordingHandler();
    private final RecordingHandler webServer = new RecordingHandler();
    private final RecordingHandler otherServer = new RecordingHandler();
    private final ApplicationProtocols protocols = ApplicationProtocols.otherwise(() -> otherServer)
            .with("chat", () -> chatServer)
            .with("web/1", () -> webServer);

    static Stream<String> providers() {
        return Stream.of("SunJSSE", "BCJSSE", "Conscrypt");
    }

    private TlsServer server(String provider) {
        return TlsServer.of(
                TlsFixtures.AUTHORITY.issue(LeafRequest.forServer(TlsFixtures.HOST)),
                TlsOptions.DEFAULT.withProvider(provider).withApplicationProtocols(protocols.names()));
    }

    private static Layer client(String... names) {
        return TlsClient.trusting(TlsFixtures.TRUST, TlsOptions.DEFAULT.withApplicationProtocols(names))
                .to(TlsFixtures.HOST, 443);
    }

    /** Connects, closes; which of the server's handlers was told. */
    private RecordingHandler served(Layer server, Layer client) {
        try (TlsPair pair = new TlsPair()) {
            pair.client.whenOpen = Channel::close;
            pair.connect(client, application -> server.over(protocols.handler()));
            pair.simulation.run(() -> pair.client.isClosed()
                    && (chatServer.isClosed() || webServer.isClosed() || otherServer.isClosed()));
            RecordingHandler told = chatServer.isClosed() ? chatServer : webServer.isClosed() ? webServer : otherServer;
            assertEquals(
                    told.channel == null ? 1 : 3,
                    Stream.of(chatServer, webServer, otherServer)
                            .mapToInt(handler -> handler.events.size())
                            .sum());
            return told;
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void shouldBeServedByTheHandlerOfTheProtocol(String provider) {
        RecordingHandler told = served(server(provider), client("web/1"));
        assertEquals(webServer, told);
        assertEquals(Optional.of("web/1"), told.channel().security().flatMap(Security::applicationProtocol));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void shouldPreferWhatTheServerPrefers(String provider) {
        assertEquals(chatServer, served(server(provider), client("web/1", "chat")));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void shouldServeWhoNegotiatesNothingOtherwise(String provider) {
        assertEquals(otherServer, served(server(provider), client()));
        assertTrue(otherServer.cause().isOrderly());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void shouldRefuseWhoSpeaksNothingInCommon(String provider) {
        for (TlsVersion version : TlsVersion.values()) {
            TlsOptions mail = TlsOptions.DEFAULT.withVersions(version).withApplicationProtocols("mail");
            Layer client = TlsClient.trusting(TlsFixtures.TRUST, mail).to(TlsFixtures.HOST, 443);
            try (TlsPair pair = new TlsPair().connect(client, server(provider)).untilClosed()) {
                assertEquals(
                        Alert.NO_APPLICATION_PROTOCOL, pair.client.failure().alert(), pair.client::toString);
                assertEquals(TlsException.Kind.REFUSED, pair.server.failure().kind(), pair.server::toString);
                assertEquals(
                        Alert.NO_APPLICATION_PROTOCOL, pair.server.failure().alert(), pair.server::toString);
                pair.assertWellBehaved();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void shouldRefuseWhoNegotiatesNothingWhereThatIsRequired(String provider) {
        for (String[] offered : new String[][] {{}, {"mail"}}) {
            try (TlsPair pair = new TlsPair()
                    .connect(client(offered), server(provider).requiringApplicationProtocol())
                    .untilClosed()) {
                assertEquals(
                        Alert.NO_APPLICATION_PROTOCOL, pair.client.failure().alert(), pair.client::toString);
                assertEquals(TlsException.Kind.REFUSED, pair.server.failure().kind());
                assertTrue(pair.server.cause().message().contains("expected one of [chat, web/1]"));
                pair.assertWellBehaved();
            }
        }
        assertEquals(chatServer, served(server(provider).requiringApplicationProtocol(), client("chat")));
    }

    @Test
    void shouldTellTheOtherHandlerOfAConnectionThatNeverOpens() {
        RecordingHandler failed = new RecordingHandler();
        ApplicationProtocols ours = ApplicationProtocols.otherwise(() -> failed).with("chat", RecordingHandler::new);
        try (TlsPair pair = new TlsPair()) {
            pair.connect(
                    application -> client("chat").over(ours.handler()),
                    HelloLayer.choosing(hello -> TlsRefusal.with(Alert.ACCESS_DENIED, "no")));
            pair.simulation.run(failed::isClosed);
            assertEquals(Alert.ACCESS_DENIED, failed.failure().alert());
        }
    }

    @Test
    void shouldChooseOnTheClientsSideToo() {
        RecordingHandler chat = new RecordingHandler();
        RecordingHandler other = new RecordingHandler();
        ApplicationProtocols ours = ApplicationProtocols.otherwise(() -> other).with("chat", () -> chat);
        try (TlsPair pair = new TlsPair()) {
            pair.connect(application -> client(ours.names()).over(ours.handler()), server("SunJSSE"));
            pair.simulation.run(() -> chat.channel != null);
            chat.channel().close();
            pair.simulation.run(chat::isClosed);
        }
        try (TlsPair pair = new TlsPair()) {
            pair.connect(application -> client(ours.names()).over(ours.handler()), TlsServer.of(TlsFixtures.SERVER));
            pair.simulation.run(() -> other.channel != null);
            other.channel().close();
            pair.simulation.run(other::isClosed);
        }
    }

    @Test
    void shouldKeepTheOrderAndRefuseDoubles() {
        assertArrayEquals(new String[] {"chat", "web/1"}, protocols.names());
        assertThrows(IllegalArgumentException.class, () -> protocols.with("chat", RecordingHandler::new));
        assertThrows(
                IllegalStateException.class,
                () -> TlsServer.of(TlsFixtures.SERVER).requiringApplicationProtocol());
    }
}

package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.reactor.ChannelStreams;
import staunch.reactor.Reactor;
import staunch.reactor.Security;
import staunch.tls.TlsClient;
import staunch.tls.TlsOptions;
import staunch.tls.TlsServer;
import staunch.tls.TlsVersion;

/**
 * With other implementations of TLS, in both roles and versions: both ends show certificates, a megabyte goes there and
 * back, the second connection resumes the session of the first, and one direction can end before the other.
 */
@Tag("system")
class InteropTest {
    @TempDir
    Path folder;

    private InteropPapers papers;

    @BeforeEach
    void issue() throws IOException {
        papers = new InteropPapers(folder);
    }

    static Stream<Arguments> clients() {
        return Stream.of(StrangeClient.values())
                .flatMap(client -> Stream.of(TlsVersion.values()).map(version -> Arguments.of(client, version)));
    }

    static Stream<Arguments> servers() {
        return Stream.of(StrangeServer.values())
                .flatMap(server -> Stream.of(TlsVersion.values()).map(version -> Arguments.of(server, version)));
    }

    private TlsServer server(TlsVersion version) {
        return TlsServer.of(InteropPapers.identity(papers.server), TlsOptions.DEFAULT.withVersions(version))
                .requiringClients(papers.trust());
    }

    private TlsClient client(TlsVersion version) {
        return TlsClient.trusting(papers.trust(), TlsOptions.DEFAULT.withVersions(version))
                .withIdentity(InteropPapers.identity(papers.client));
    }

    private static void check(Security negotiated, TlsVersion version, String peer, boolean resumed) {
        assertEquals(version.protocolName(), negotiated.protocol());
        assertEquals(
                peer,
                negotiated.peerCertificates().get(0).getSubjectX500Principal().getName());
        assertEquals(resumed, negotiated.resumed(), "resumed");
    }

    @ParameterizedTest
    @MethodSource("clients")
    void shouldServe(StrangeClient client, TlsVersion version) throws Exception {
        try (EchoServer server = EchoServer.atOnce(server(version), InteropPapers.DATA_BYTES)) {
            byte[] answers = client.talk(papers, server.port(), version, false);
            assertEquals("same", InteropPapers.difference(papers.data(client.sends()), answers));
            check(server.nextNegotiated(), version, "CN=the client", false);
            check(server.nextNegotiated(), version, "CN=the client", true);
        }
    }

    /** RFC 8446 §6.1; in TLS 1.2 a close_notify ends both directions. The openssl program ends both. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPENSSL")
    void shouldGoOnSendingWhenTheClientHasEnded(StrangeClient client) throws Exception {
        try (EchoServer server = EchoServer.behindTheEnd(server(TlsVersion.TLS_1_3))) {
            byte[] answers = client.talk(papers, server.port(), TlsVersion.TLS_1_3, true);
            assertEquals("same", InteropPapers.difference(papers.data(client.sends()), answers));
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void shouldBeServed(StrangeServer server, TlsVersion version) throws Exception {
        TlsClient client = client(version);
        byte[] data = server == StrangeServer.GNUTLS ? InteropPapers.text() : papers.data();
        try (StrangeServer.Running running = server.start(papers, version, false);
                Reactor reactor = Reactor.start()) {
            for (boolean resumed : List.of(false, true)) {
                try (ChannelStreams streams = connect(reactor, client, running)) {
                    Thread writer = write(streams, data, false);
                    byte[] answer = streams.input().readNBytes(InteropPapers.DATA_BYTES);
                    writer.join();
                    assertEquals("same", InteropPapers.difference(data, answer));
                    check(streams.security().orElseThrow(), version, "CN=localhost", resumed);
                }
            }
        }
    }

    /** In one process, which keeps sessions in memory; HTTP has it speak of an end, so that it need not end a direction. */
    @ParameterizedTest
    @EnumSource
    void shouldServeCurl(TlsVersion version) throws Exception {
        ExternalProgram curl = ExternalProgram.onPath("curl");
        try (HttpEcho server = new HttpEcho(server(version))) {
            Path first = folder.resolve("first");
            Path second = folder.resolve("second");
            curl.run(
                            "-sS",
                            "--cacert",
                            papers.authority.file().toString(),
                            "--cert",
                            papers.client.chain(),
                            "--key",
                            papers.client.key(),
                            "-H",
                            "Connection: close",
                            "--data-binary",
                            "@" + papers.dataFile,
                            "-o",
                            first.toString(),
                            server.url(),
                            "-o",
                            second.toString(),
                            server.url())
                    .expectSuccess();
            assertEquals("same", InteropPapers.difference(papers.data(), Files.readAllBytes(first)));
            assertEquals("same", InteropPapers.difference(papers.data(), Files.readAllBytes(second)));
            check(server.posts.take(), version, "CN=the client", false);
            check(server.posts.take(), version, "CN=the client", true);
        }
    }

    /** The programs openssl and gnutls-serv end both directions when one ends. */
    @ParameterizedTest
    @EnumSource(names = {"PYTHON", "NODE", "JDK"})
    void shouldGoOnReadingWhenItHasEnded(StrangeServer server) throws Exception {
        try (StrangeServer.Running running = server.start(papers, TlsVersion.TLS_1_3, true);
                Reactor reactor = Reactor.start();
                ChannelStreams streams = connect(reactor, client(TlsVersion.TLS_1_3), running)) {
            Thread writer = write(streams, papers.data(), true);
            byte[] answer = streams.input().readAllBytes();
            writer.join();
            assertEquals("same", InteropPapers.difference(papers.data(), answer));
        }
    }

    private static ChannelStreams connect(Reactor reactor, TlsClient client, StrangeServer.Running server)
            throws IOException {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", server.port());
        return ChannelStreams.connect(reactor, address, client.to(InteropPapers.HOST, server.port()));
    }

    private static Thread write(ChannelStreams streams, byte[] data, boolean thenEnd) {
        Thread writer = new Thread(() -> {
            try {
                streams.output().write(data);
                if (thenEnd) {
                    streams.output().close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.start();
        return writer;
    }
}

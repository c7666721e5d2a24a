package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.tls.record.ClientHelloParser.Outcome;

/** Hellos as the JDK and OpenSSL send them. */
class ClientHelloOfOthersTest {
    private static final int TIMEOUT_MILLIS = 20_000;

    /** What the JDK's client is told to offer. */
    record Offer(Optional<String> host, List<String> versions, List<String> protocols) {}

    static Stream<Offer> offers() {
        List<Offer> all = new ArrayList<>();
        for (Optional<String> host : List.of(Optional.of("www.example.test"), Optional.<String>empty())) {
            for (List<String> versions :
                    List.of(List.of("TLSv1.3", "TLSv1.2"), List.of("TLSv1.3"), List.of("TLSv1.2"))) {
                for (List<String> protocols : List.of(List.<String>of(), List.of("h2", "http/1.1"))) {
                    all.add(new Offer(host, versions, protocols));
                }
            }
        }
        return all.stream();
    }

    private static SSLEngine engine(Offer offer) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        SSLEngine engine =
                offer.host().isPresent() ? context.createSSLEngine(offer.host().get(), 443) : context.createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(offer.versions().toArray(String[]::new));
        parameters.setApplicationProtocols(offer.protocols().toArray(String[]::new));
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static ByteBuffer firstFlight(SSLEngine engine) throws SSLException {
        ByteBuffer wire = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), wire);
        return wire.flip();
    }

    @ParameterizedTest
    @MethodSource("offers")
    void shouldReadWhatTheJdkOffers(Offer offer) throws Exception {
        SSLEngine engine = engine(offer);
        ClientHelloParser parser = new ClientHelloParser();
        assertEquals(Outcome.HELLO, parser.look(firstFlight(engine)));
        ClientHello hello = parser.hello();
        assertEquals(offer.host(), hello.serverName());
        assertEquals(offer.protocols(), hello.applicationProtocols());
        assertEquals(offer.versions().contains("TLSv1.3"), hello.offersVersion(0x0304));
        assertEquals(offer.versions().contains("TLSv1.2"), hello.offersVersion(0x0303));
        assertEquals(
                offer.versions().contains("TLSv1.3"), !hello.keyShareGroups().isEmpty());
        assertTrue(hello.groups().names().contains("secp256r1"), hello.groups()::toString);
        assertTrue(hello.signatureSchemes().names().contains("rsa_pss_rsae_sha256"));
        assertFalse(hello.preSharedKeyOffered());
        assertFalse(hello.encryptedClientHello());
    }

    /** The JDK knows the suites by the same names: our table against its. */
    @Test
    void shouldNameTheSuitesAsTheJdkDoes() throws Exception {
        SSLEngine engine = engine(new Offer(Optional.empty(), List.of("TLSv1.3", "TLSv1.2"), List.of()));
        ClientHelloParser parser = new ClientHelloParser();
        parser.look(firstFlight(engine));
        List<String> offered = parser.hello().cipherSuites().names();
        List<String> enabled = List.of(engine.getEnabledCipherSuites());
        List<String> known =
                offered.stream().filter(name -> !name.startsWith("0x")).toList();
        assertTrue(known.size() >= 20, known::toString);
        assertEquals(enabled.stream().filter(known::contains).toList(), known);
    }

    @Test
    void shouldSendAnAlertThatAnEngineUnderstands() throws Exception {
        SSLEngine engine = engine(new Offer(Optional.empty(), List.of("TLSv1.3", "TLSv1.2"), List.of()));
        firstFlight(engine);
        ClientHelloParser parser = new ClientHelloParser();
        parser.look(ByteBuffer.wrap(new HelloBytes().sessionId(33).wire()));
        SSLException failure = assertThrows(
                SSLException.class,
                () -> engine.unwrap(parser.problem().alert().fatalRecord(), ByteBuffer.allocate(1 << 15)));
        assertEquals(Alert.DECODE_ERROR, Alert.inMessage(String.valueOf(failure.getMessage())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void shouldReadWhatOpenSslOffers(String version) throws Exception {
        Path program = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, "openssl"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of(""));
        Assumptions.assumeTrue(Files.isExecutable(program), "skipped: the program openssl is not installed");
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(TIMEOUT_MILLIS);
            Process client = new ProcessBuilder(
                            program.toString(),
                            "s_client",
                            "-connect",
                            "127.0.0.1:" + server.getLocalPort(),
                            "-servername",
                            "www.example.test",
                            "-alpn",
                            "h2,http/1.1",
                            version)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (Socket socket = server.accept()) {
                ClientHello hello = receive(socket);
                assertEquals(Optional.of("www.example.test"), hello.serverName());
                assertEquals(List.of("h2", "http/1.1"), hello.applicationProtocols());
                assertTrue(hello.offersVersion(version.equals("-tls1_2") ? 0x0303 : 0x0304));
                assertTrue(hello.groups().names().contains("x25519"), hello.groups()::toString);
                assertTrue(hello.signatureSchemes().names().contains("ed25519"));
            } finally {
                client.destroy();
            }
        }
    }

    private static ClientHello receive(Socket socket) throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        InputStream in = socket.getInputStream();
        byte[] wire = new byte[ClientHelloParser.MAX_BYTES];
        ClientHelloParser parser = new ClientHelloParser();
        int there = 0;
        while (parser.look(ByteBuffer.wrap(wire, 0, there)) == Outcome.NEED_MORE) {
            int count = in.read(wire, there, wire.length - there);
            assertTrue(count > 0, "the client left");
            there += count;
        }
        assertEquals(Outcome.HELLO, parser.outcome(), () -> parser.problem().message());
        assertEquals(there, parser.hello().size().wireBytes(), () -> Arrays.toString(wire));
        return parser.hello();
    }
}

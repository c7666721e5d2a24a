package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static staunch.tls.record.HelloBytes.bytes;
import static staunch.tls.record.HelloBytes.concat;
import static staunch.tls.record.HelloBytes.shorts;
import static staunch.tls.record.HelloBytes.vector16;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.tls.record.ClientHelloParser.Outcome;

/** What a hello says, and all the ways in which it can say it wrongly; made by hand. */
class ClientHelloTest {
    private static ClientHello parsed(byte[] wire) {
        ClientHelloParser parser = new ClientHelloParser();
        assertEquals(
                Outcome.HELLO,
                parser.look(ByteBuffer.wrap(wire)),
                () -> parser.problem().message());
        return parser.hello();
    }

    private static ClientHello parsed(HelloBytes hello) {
        return parsed(hello.wire());
    }

    @Test
    void shouldTellTheSchemesForCertificatesFromThoseForTheHandshake() {
        ClientHello hello =
                parsed(new HelloBytes().signatureSchemes(0x0403).certificateSignatureSchemes(0x0401, 0x0501));
        assertEquals(List.of("ecdsa_secp256r1_sha256"), hello.signatureSchemes().names());
        assertEquals(
                List.of("rsa_pkcs1_sha256", "rsa_pkcs1_sha384"),
                hello.certificateSignatureSchemes().names());
    }

    @Test
    void shouldReadWhatABrowserOffers() {
        ClientHello hello = parsed(HelloBytes.modern());
        assertEquals(Optional.of("example.test"), hello.serverName());
        assertEquals(List.of("h2", "http/1.1"), hello.applicationProtocols());
        assertEquals(List.of("TLSv1.3", "TLSv1.2"), hello.supportedVersions().names());
        assertEquals(
                List.of("X25519MLKEM768", "x25519", "secp256r1"), hello.groups().names());
        assertEquals(List.of("X25519MLKEM768", "x25519"), hello.keyShareGroups().names());
        assertEquals(
                List.of("ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256"),
                hello.signatureSchemes().names());
        assertEquals(hello.signatureSchemes(), hello.certificateSignatureSchemes());
        assertEquals(
                List.of("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "0x1234"),
                hello.cipherSuites().names());
        assertEquals("encrypted_client_hello", hello.extensions().names().get(5));
        assertTrue(hello.sessionIdOffered());
        assertTrue(hello.preSharedKeyOffered());
        assertTrue(hello.encryptedClientHello());
        assertEquals(0x0303, hello.legacyVersion());
        byte[] wire = HelloBytes.modern().wire();
        assertEquals(new ClientHello.Size(wire.length - 5, wire.length, 1), hello.size());
    }

    @Test
    void shouldReadAHelloWithoutExtensions() {
        byte[] body = new HelloBytes().version(0x0301).sessionId(0).ancientBody();
        ClientHello hello = parsed(HelloBytes.records(HelloBytes.message(1, body), 1 << 14));
        assertEquals(Optional.empty(), hello.serverName());
        assertEquals(List.of(), hello.applicationProtocols());
        assertTrue(hello.groups().isEmpty()
                && hello.keyShareGroups().isEmpty()
                && hello.extensions().isEmpty());
        assertFalse(hello.sessionIdOffered());
        assertFalse(hello.preSharedKeyOffered());
        assertFalse(hello.encryptedClientHello());
        assertTrue(hello.offersVersion(0x0301));
        assertFalse(hello.offersVersion(0x0303));
    }

    @Test
    void shouldFindTls13OnlyAmongTheSupportedVersions() {
        assertTrue(parsed(new HelloBytes()).offersVersion(0x0303));
        assertFalse(parsed(new HelloBytes().version(0x0304)).offersVersion(0x0304));
        ClientHello only13 = parsed(new HelloBytes().supportedVersions(0x0304));
        assertTrue(only13.offersVersion(0x0304));
        assertFalse(only13.offersVersion(0x0303));
    }

    @Test
    void shouldAllowAnEmptyListOfKeyShares() {
        assertTrue(parsed(new HelloBytes().keyShares()).keyShareGroups().isEmpty());
    }

    @Test
    void shouldLetOtherExtensionsHoldAnything() {
        ClientHello hello =
                parsed(new HelloBytes().extension(35, bytes(1, 2, 3)).extension(0x7777, new byte[500]));
        assertEquals(List.of("session_ticket", "0x7777"), hello.extensions().names());
    }

    static Stream<String> goodNames() {
        return Stream.of("a", "localhost", "xn--bcher-kva.example", "_acme.example.test", "192.0.2.1", "a".repeat(255));
    }

    @ParameterizedTest
    @MethodSource("goodNames")
    void shouldTakeNames(String name) {
        assertEquals(
                Optional.of(name), parsed(new HelloBytes().serverName(name)).serverName());
    }

    /** A hello that is refused: with which alert, and what the message says. */
    record Bad(byte[] wire, Alert alert, String says) {
        @Override
        public String toString() {
            return says;
        }
    }

    private static Bad undecodable(HelloBytes hello, String says) {
        return new Bad(hello.wire(), Alert.DECODE_ERROR, says);
    }

    private static Bad illegal(HelloBytes hello, String says) {
        return new Bad(hello.wire(), Alert.ILLEGAL_PARAMETER, says);
    }

    private static Bad badBody(byte[] body, String says) {
        return new Bad(HelloBytes.records(HelloBytes.message(1, body), 1 << 14), Alert.DECODE_ERROR, says);
    }

    static Stream<Bad> badHellos() {
        byte[] body = new HelloBytes().body();
        return Stream.of(
                badBody(bytes(), "the message is cut short: 2 more bytes expected, 0 left"),
                badBody(concat(bytes(3, 3), new byte[31]), "the message is cut short: 32 more bytes expected, 31 left"),
                badBody(concat(body, bytes(0)), "the message: 1 bytes too many at its end"),
                badBody(concat(new HelloBytes().ancientBody(), bytes(0, 9)), "the list of extensions declares 9 bytes"),
                new Bad(new HelloBytes().version(0x0200).wire(), Alert.PROTOCOL_VERSION, "version 0x0200"),
                undecodable(new HelloBytes().sessionId(33), "a session id of 33 bytes"),
                undecodable(new HelloBytes().suites(bytes()), "the list of cipher suites is empty"),
                undecodable(new HelloBytes().suites(bytes(1, 2, 3)), "the list of cipher suites has 3 bytes"),
                illegal(new HelloBytes().compression(), "without compression"),
                illegal(new HelloBytes().compression(1, 64), "without compression"),
                undecodable(new HelloBytes().groups(), "supported_groups is empty"),
                undecodable(new HelloBytes().extension(10, vector16(bytes(1))), "supported_groups has 1 bytes"),
                undecodable(new HelloBytes().extension(10, concat(vector16(shorts(23)), bytes(0))), "1 bytes too many"),
                undecodable(new HelloBytes().signatureSchemes(), "signature_algorithms is empty"),
                undecodable(new HelloBytes().certificateSignatureSchemes(), "signature_algorithms_cert is empty"),
                undecodable(new HelloBytes().supportedVersions(), "supported_versions is empty"),
                undecodable(new HelloBytes().extension(43, bytes(3, 3, 4, 3)), "supported_versions has 3 bytes"),
                undecodable(new HelloBytes().extension(43, bytes()), "an extension is cut short"));
    }

    static Stream<Bad> badExtensions() {
        return Stream.of(
                illegal(
                        new HelloBytes().protocols("h2").protocols("h2"),
                        "application_layer_protocol_negotiation is there twice"),
                illegal(
                        new HelloBytes().extension(0x7777, bytes()).extension(0x7777, bytes()),
                        "0x7777 is there twice"),
                illegal(
                        new HelloBytes().extension(41, bytes()).extension(21, bytes()),
                        "pre_shared_key is not the last"),
                illegal(new HelloBytes().keyShares(Map.entry(29, 32), Map.entry(29, 32)), "two key shares for x25519"),
                undecodable(new HelloBytes().keyShares(Map.entry(29, 0)), "a key share is empty"),
                undecodable(
                        new HelloBytes().extension(51, vector16(bytes(0, 29, 0, 32))), "a key share declares 32 bytes"),
                undecodable(new HelloBytes().protocols(), "the list of application protocols is empty"),
                undecodable(new HelloBytes().protocols("h2", ""), "an application protocol is empty"),
                undecodable(
                        new HelloBytes().extension(16, bytes(0, 3, 9, 1, 1)),
                        "an application protocol declares 9 bytes"),
                illegal(
                        new HelloBytes().protocols(numbers(HelloExtensions.MAX_PROTOCOLS + 1)),
                        "more than " + HelloExtensions.MAX_PROTOCOLS + " application protocols"),
                undecodable(new HelloBytes().extension(0, bytes()), "an extension is cut short"),
                undecodable(new HelloBytes().extension(0, bytes(0, 0)), "server_name is empty"),
                undecodable(new HelloBytes().serverName(""), "the host name is empty"),
                illegal(new HelloBytes().serverName(1, bytes('a')), "a server name of type 1"),
                illegal(
                        new HelloBytes().extension(0, vector16(concat(bytes(0, 0, 1, 'a'), bytes(0, 0, 1, 'b')))),
                        "more than one server name"),
                illegal(new HelloBytes().serverName("example.test."), "a dot at its end"),
                illegal(new HelloBytes().serverName("."), "empty label"),
                illegal(new HelloBytes().serverName(".test"), "empty label"),
                illegal(new HelloBytes().serverName("a..test"), "empty label"),
                illegal(new HelloBytes().serverName("a\u0000.test"), "byte 0 in the server name"),
                illegal(new HelloBytes().serverName("a b"), "byte 32 in the server name"),
                illegal(new HelloBytes().serverName("b\u00fccher.test"), "byte 252 in the server name"),
                illegal(new HelloBytes().serverName("a".repeat(256)), "a server name of 256 bytes"));
    }

    private static String[] numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource({"badHellos", "badExtensions"})
    void shouldRefuse(Bad bad) {
        ClientHelloParser parser = new ClientHelloParser();
        assertEquals(Outcome.MALFORMED, parser.look(ByteBuffer.wrap(bad.wire())));
        assertTrue(parser.problem().message().contains(bad.says()), parser.problem()::message);
        assertEquals(bad.alert(), parser.problem().alert());
    }

    @Test
    void shouldTakeAsManyProtocolsAsAllowed() {
        String[] names = numbers(HelloExtensions.MAX_PROTOCOLS);
        assertEquals(List.of(names), parsed(new HelloBytes().protocols(names)).applicationProtocols());
    }

    private static HelloBytes withExtensions(int count) {
        HelloBytes hello = new HelloBytes();
        IntStream.range(0, count).forEach(i -> hello.extension(1000 + i, bytes()));
        return hello;
    }

    @Test
    void shouldTakeAsManyExtensionsAsAllowed() {
        int most = HelloExtensions.MAX_EXTENSIONS;
        assertEquals(most, parsed(withExtensions(most)).extensions().size());
        shouldRefuse(illegal(withExtensions(most + 1), "more than " + most + " extensions"));
    }

    @Test
    void shouldNotBringControlCharactersIntoALog() {
        String text = parsed(new HelloBytes().serverName("a.test").protocols("h2\r\nroot logged in", "\u001b[1m"))
                .toString();
        assertTrue(text.matches("[ -~]+"), text);
        assertTrue(text.startsWith("ClientHello[a.test, TLSv1.2, ALPN [h2??root"), text);
    }
}

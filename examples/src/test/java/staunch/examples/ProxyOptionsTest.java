package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.reactor.Layer;
import staunch.tls.TlsOptions;
import staunch.tls.TlsServer;
import staunch.tls.TlsVersion;
import staunch.tls.pki.Identity;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.TrustAnchors;

/** What the options of {@code proxy} do, as curl and openssl see it. */
@Tag("system")
class ProxyOptionsTest {
    private static final int UNTRUSTED = 60;

    @TempDir
    Path folder;

    private final List<AutoCloseable> running = new ArrayList<>();
    private TestAuthority world;
    private Path credentials;

    @BeforeEach
    void prepare() throws Exception {
        world = new TestAuthority(folder, "World");
        credentials = Files.writeString(folder.resolve("credentials"), "me:open sesame\n");
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable one : running) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T running(T one) {
        running.add(0, one);
        return one;
    }

    private TlsServer tls(String host) {
        return TlsServer.of(InteropPapers.identity(world.issue(host, LeafRequest.forServer(host))));
    }

    private NotingOrigin origin(String host) throws Exception {
        return running(new NotingOrigin(host, tls(host)));
    }

    private Proxying proxy(NotingOrigin origin, String... arguments) throws Exception {
        Stream<String> known = Stream.of("--resolve", origin.resolution());
        Stream<String> trust = Stream.of("--upstream-ca", world.file().toString());
        return running(Proxying.start(
                folder,
                Stream.of(known, trust, Stream.of(arguments))
                        .flatMap(all -> all)
                        .toArray(String[]::new)));
    }

    private static void expectAnswer(NotingOrigin origin, ExternalProgram curl, String... arguments) throws Exception {
        String[] all =
                Stream.concat(Stream.of(arguments), Stream.of(origin.url())).toArray(String[]::new);
        String answer = curl.run(all).expectSuccess().output();
        assertTrue(answer.startsWith("This is "), answer);
        assertEquals("/", origin.asked.poll());
    }

    @Test
    void shouldLetAHostPass() throws Exception {
        NotingOrigin origin = origin("passed.test");
        Proxying proxy = proxy(origin, "--pass", "*.other.test", "--pass", "passed.test");
        assertEquals(UNTRUSTED, proxy.curl().run(origin.url()).status());
        expectAnswer(origin, proxy.curl(), "--cacert", world.file().toString());
        proxy.program().await("passed: passed.test is one of the hosts to pass");
    }

    @Test
    void shouldInterceptNoOtherHost() throws Exception {
        NotingOrigin origin = origin("origin.test");
        Proxying proxy = proxy(origin, "--intercept", "*.other.test");
        expectAnswer(origin, proxy.curl(), "--cacert", world.file().toString());
        proxy.program().await("passed: origin.test is none of the hosts to intercept");
    }

    @Test
    void shouldBelieveAHostThatIsNamed() throws Exception {
        TestAuthority stranger = new TestAuthority(folder, "Stranger");
        NotingOrigin origin = running(NotingOrigin.of(
                "insecure.test",
                InteropPapers.identity(stranger.issue("stranger", LeafRequest.forServer("other.test")))));
        Proxying proxy = proxy(origin, "--insecure-upstream", "insecure.test");
        expectAnswer(origin, proxy.curl());
        proxy.program().await(" 200 GET https://insecure.test.* server TLSv1.3: unverified");
    }

    private NotingOrigin strictOrigin(TlsVersion version) throws Exception {
        Identity identity = InteropPapers.identity(world.issue("strict.test", LeafRequest.forServer("strict.test")));
        TlsServer tls = TlsServer.of(identity, TlsOptions.DEFAULT.withVersions(version));
        return running(new NotingOrigin("strict.test", tls.requiringClients(TrustAnchors.fromPem(world.file()))));
    }

    @ParameterizedTest
    @EnumSource
    void shouldShowACertificateToTheHostThatWantsOne(TlsVersion version) throws Exception {
        NotingOrigin origin = strictOrigin(version);
        TestAuthority.PemFiles client = world.issue("client", LeafRequest.forClient("the client"));
        String own = "strict.test=" + client.chain() + "," + client.key();
        expectAnswer(origin, proxy(origin, "--client-cert", own).curl());
    }

    /**
     * In TLS 1.3 the server refuses when the handshake has ended for its client, which may have sent its request by then: where
     * that resets the connection, the alert may be lost with it, and it takes another try.
     */
    @ParameterizedTest
    @CsvSource({"TLS_1_2, 1", "TLS_1_3, 20"})
    void shouldSayHowToShowACertificate(TlsVersion version, int tries) throws Exception {
        NotingOrigin origin = strictOrigin(version);
        ExternalProgram curl = proxy(origin).curl();
        String refused = "";
        for (int i = 0; i < tries && !refused.contains("--client-cert HOSTS=CERT,KEY"); i++) {
            refused = curl.run(origin.url()).expectSuccess().output();
            assertTrue(refused.contains("strict.test"), refused);
        }
        assertTrue(refused.contains("--client-cert HOSTS=CERT,KEY"), refused);
        assertEquals(0, origin.asked.size());
    }

    @Test
    void shouldWantThePassword() throws Exception {
        NotingOrigin origin = running(new NotingOrigin("plain.test", Layer.NONE));
        NotingOrigin secure = origin("origin.test");
        Proxying proxy = proxy(origin, "--auth-file", credentials.toString(), "--resolve", secure.resolution());
        String refused = proxy.curl().run("-w", "%{http_code}", origin.url()).output();
        assertTrue(refused.endsWith("407"), refused);
        String connect = proxy.curl().run("-w", "%{http_connect}", secure.url()).output();
        assertTrue(connect.endsWith("407"), connect);
        assertEquals(0, origin.asked.size() + secure.asked.size());
        expectAnswer(origin, proxy.curl(), "-U", "me:open sesame");
        expectAnswer(secure, proxy.curl(), "-U", "me:open sesame");
    }

    @Test
    void shouldLetThroughAClientThatPins() throws Exception {
        NotingOrigin origin = origin("pinned.test");
        Proxying proxy = proxy(origin, "--pinned", "2");
        ExternalProgram pinning = proxy.curl();
        String[] pin = {"--cacert", world.file().toString(), origin.url()};
        assertEquals(UNTRUSTED, pinning.run(pin).status());
        assertEquals(UNTRUSTED, pinning.run(pin).status());
        proxy.program().await("has refused the proxy's certificate for pinned.test too often");
        assertEquals("This is pinned.test", pinning.run(pin).expectSuccess().output());
    }

    @Test
    void shouldDenyWhatIsPrivate() throws Exception {
        NotingOrigin origin = running(new NotingOrigin("plain.test", Layer.NONE));
        NotingOrigin secure = origin("origin.test");
        Proxying proxy = proxy(origin, "--deny-private", "--resolve", secure.resolution());
        for (NotingOrigin inside : List.of(origin, secure)) {
            String answer =
                    proxy.curl().run("-w", "\n%{http_code}", inside.url()).output();
            assertTrue(answer.contains("127.0.0.1 is loopback") && answer.matches("(?s).*\n(403|502)"), answer);
            assertEquals(0, inside.asked.size());
        }
    }

    @Test
    void shouldNeverReachItself() throws Exception {
        Proxying proxy = running(Proxying.start(folder));
        String answer = proxy.curl()
                .run("-w", "\n%{http_code}", "https://localhost:" + proxy.port() + "/")
                .output();
        assertTrue(answer.contains("is this proxy itself"), answer);
    }

    // ---- another proxy ----

    @Test
    void shouldGoThroughAnotherOfItsKind() throws Exception {
        NotingOrigin origin = origin("origin.test");
        NotingOrigin plain = running(new NotingOrigin("plain.test", Layer.NONE));
        Proxying last = proxy(origin, "--auth-file", credentials.toString(), "--resolve", plain.resolution());
        String[] arguments = {
            "--upstream-proxy",
            last.address(),
            "--upstream-proxy-auth-file",
            credentials.toString(),
            "--upstream-ca",
            last.authority()
        };
        Proxying first = running(Proxying.start(folder, arguments));
        expectAnswer(origin, first.curl());
        expectAnswer(plain, first.curl());
    }

    @Test
    void shouldGoThroughTinyproxy() throws Exception {
        int port = StrangeServer.freePort();
        Path settings = Files.writeString(folder.resolve("tinyproxy.conf"), """
                Port %d
                Listen 127.0.0.1
                Timeout 60
                BasicAuth me secret
                """.formatted(port));
        running(RunningProgram.start(ExternalProgram.onPath("tinyproxy"), "-d", "-c", settings.toString()));
        StrangeServer.awaitListener(port);
        Files.writeString(credentials, "me:secret\n");
        NotingOrigin origin = origin("localhost");
        Proxying proxy = proxy(
                origin, "--upstream-proxy", "127.0.0.1:" + port, "--upstream-proxy-auth-file", credentials.toString());
        expectAnswer(origin, proxy.curl());
    }

    // ---- clients that speak HTTP/2 alone ----

    @ParameterizedTest
    @CsvSource({
        "tunnel, ALPN protocol: h2, 'passed: the client offers \\[h2\\] without http/1.1'",
        "refuse, no application protocol, 'the client offers \\[h2\\] without http/1.1'"
    })
    void shouldNotInterceptHttp2(String setting, String seen, String noted) throws Exception {
        TestAuthority.PemFiles identity = world.issue("two", LeafRequest.forServer("two.test"));
        try (OpensslServer server = OpensslServer.start(folder, identity, "-alpn", "h2", "-www");
                Proxying proxy = Proxying.start(
                        folder,
                        "--uninterceptable",
                        setting,
                        "--resolve",
                        "two.test:" + server.port() + ":127.0.0.1")) {
            ExternalProgram.Outcome talk = ExternalProgram.onPath("openssl")
                    .first("s_client", "-alpn", "h2", "-servername", "two.test")
                    .run("-proxy", proxy.address(), "-connect", "two.test:" + server.port());
            assertTrue((talk.output() + talk.errors()).contains(seen), talk::toString);
            proxy.program().await(noted);
        }
    }
}

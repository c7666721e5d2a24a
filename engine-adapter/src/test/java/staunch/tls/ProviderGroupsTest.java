package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import staunch.reactor.Security;

/** In which group keys are exchanged: chosen, negotiated, and seen by both ends. */
@EveryProvider
class ProviderGroupsTest {
    private static final String HYBRID = "X25519MLKEM768";
    /** The curve of the authority's key: BCJSSE accepts a signature on no other curves than those of its groups. */
    private static final String CERTIFICATES = "secp256r1";

    private static Optional<String> group(TlsOptions client, TlsOptions server) {
        try (TlsPair pair = new TlsPair().connect(client, server).untilOpen()) {
            Optional<String> group = seen(pair.client).group();
            assertEquals(group, seen(pair.server).group());
            return group;
        }
    }

    private static Security seen(RecordingHandler end) {
        return end.channel().security().orElseThrow();
    }

    private static boolean takesGroups() {
        return EngineSettings.takesNamedGroups(TestProvider.current().jsseName());
    }

    @Test
    void shouldSayWhereGroupsCannotBeChosen() {
        if (takesGroups()) {
            return;
        }
        TlsOptions options = TlsFixtures.options().withNamedGroups("secp384r1");
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> TlsServer.of(TlsFixtures.SERVER, options));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains("JDK 20") && message.contains("-Djdk.tls.namedGroups=secp384r1"), message);
    }

    @Test
    void shouldSayBeforeAnyConnectionThatThereIsNothingToOffer() {
        TlsOptions noSuite = TlsFixtures.options("1.2").withCipherSuites("TLS_AES_128_GCM_SHA256");
        TlsOptions noGroup = TlsFixtures.options("1.3").withNamedGroups("x52519");
        for (TlsOptions options : takesGroups() ? List.of(noSuite, noGroup) : List.of(noSuite)) {
            for (Executable making : List.<Executable>of(
                    () -> TlsClient.trusting(TlsFixtures.TRUST, options),
                    () -> TlsServer.of(TlsFixtures.SERVER, options))) {
                IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, making);
                String message = String.valueOf(refusal.getMessage());
                assertTrue(message.contains("nothing to offer"), message);
            }
        }
    }

    @Test
    void shouldExchangeKeysInTheGroupThatWasChosen() {
        for (String version : new String[] {"1.2", "1.3"}) {
            TlsOptions usual = TlsFixtures.options(version);
            if (takesGroups()) {
                TlsOptions chosen = usual.withNamedGroups("secp384r1", CERTIFICATES);
                assertEquals(Optional.of("secp384r1"), group(chosen, chosen), version);
            } else {
                assertEquals(Optional.of("x25519"), group(usual, usual), version);
            }
        }
    }

    @Test
    void shouldExchangeKeysPostQuantumWhereTheProviderCan() {
        if (Difference.NO_POST_QUANTUM_GROUP.isHere()) {
            assertEquals(Optional.of("x25519"), group(TlsFixtures.options("1.3"), TlsFixtures.options("1.3")));
            return;
        }
        TlsOptions options = TlsFixtures.options("1.3").withNamedGroups(HYBRID, "x25519", CERTIFICATES);
        assertEquals(Optional.of(HYBRID), group(options, options));
        assertEquals(Optional.of("x25519"), group(options.withNamedGroups("x25519", CERTIFICATES), options));
    }

    /** TLS 1.2 exchanges no key when it resumes; TLS 1.3 does all the same. */
    @Test
    void shouldKnowTheGroupOfAResumedSessionInTls13Only() {
        for (String version : new String[] {"1.2", "1.3"}) {
            TlsOptions options = TlsFixtures.options(version);
            TlsServer server = TlsServer.of(TlsFixtures.SERVER, options);
            TlsClient client = TlsClient.trusting(TlsFixtures.TRUST, options);
            for (int i = 0; i < 2; i++) {
                try (TlsPair pair = new TlsPair()) {
                    pair.server.whenOpen = channel -> {
                        channel.write(ByteBuffer.allocate(1));
                        channel.close();
                    };
                    pair.connect(client.to(TlsFixtures.HOST, TlsFixtures.PORT), server)
                            .untilClosed();
                    assertEquals(
                            !(version.equals("1.2") && seen(pair.client).resumed()),
                            seen(pair.client).group().isPresent(),
                            version);
                }
            }
        }
    }
}

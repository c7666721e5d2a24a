package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Security;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import staunch.reactor.InputEnd;

/**
 * SunJSSE over a native JCA provider, Amazon Corretto's. Installing one is for the whole process, and so it is done in a
 * process of its own.
 */
class NativeJcaProviderTest {
    private static final String CORRETTO = "AmazonCorrettoCryptoProvider";
    private static final int PATIENCE_SECONDS = 120;

    @Test
    void shouldTalkOverANativeProviderOfCryptography() throws Exception {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        assumeTrue(
                platform.equals("Linux amd64"),
                "the tests have Corretto's library for Linux on x86-64 only, and this is " + platform);
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            child.getOutputStream().close();
            String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), said);
            assertEquals(0, child.exitValue(), said);
            assertTrue(said.contains("talked over " + CORRETTO), said);
        } finally {
            child.destroyForcibly();
        }
    }

    /** The process of its own. */
    static final class Child {
        public static void main(String[] arguments) throws ReflectiveOperationException, IOException {
            Class.forName("com.amazon.corretto.crypto.provider." + CORRETTO)
                    .getMethod("install")
                    .invoke(null);
            assertEquals(CORRETTO, Security.getProviders()[0].getName(), "it did not come first: no library here?");
            for (String version : new String[] {"1.2", "1.3"}) {
                talk(TlsFixtures.options(version));
            }
            System.out.println("talked over " + Security.getProviders()[0].getName());
        }

        private static void talk(TlsOptions options) {
            byte[] data = TlsChannelTest.random(100_000, 1);
            try (TlsPair pair = new TlsPair()) {
                TlsChannelTest.send(
                        pair.client, data, () -> pair.client.channel().close());
                pair.connect(options, options).untilClosed();
                assertEquals(InputEnd.CLEAN, pair.server.end, pair.server::toString);
                assertEquals(ByteBuffer.wrap(data), ByteBuffer.wrap(pair.server.received.toByteArray()));
                pair.assertWellBehaved();
            }
        }
    }
}

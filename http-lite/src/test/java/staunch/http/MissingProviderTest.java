package staunch.http;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.tls.TlsClient;
import staunch.tls.TlsOptions;

/** What a user is told who asks for a provider that is not there; this module's class path has none but the JDK's. */
class MissingProviderTest {
    @ParameterizedTest
    @CsvSource({
        "BCJSSE, org.bouncycastle:bctls-jdk18on",
        "Conscrypt, org.conscrypt:conscrypt-openjdk-uber",
        "Nobody, 'SunJSSE, BCJSSE or Conscrypt'"
    })
    void shouldSayWhatToAdd(String provider, String expected) {
        TlsOptions options = TlsOptions.DEFAULT.withProvider(provider);
        IllegalArgumentException missing =
                assertThrows(IllegalArgumentException.class, () -> TlsClient.trustingAnybody(options));
        assertTrue(String.valueOf(missing.getMessage()).contains(expected), missing::getMessage);
    }
}

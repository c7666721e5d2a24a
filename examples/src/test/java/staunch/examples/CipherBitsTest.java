package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CipherBitsTest {
    @ParameterizedTest
    @CsvSource({
        "TLS_AES_256_GCM_SHA384, 256",
        "TLS_AES_128_GCM_SHA256, 128",
        "TLS_CHACHA20_POLY1305_SHA256, 256",
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, 128",
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, 256",
        "TLS_SOMETHING_NEW, 0"
    })
    void shouldReadTheStrengthFromTheName(String suite, int bits) {
        assertEquals(bits, CipherBits.of(suite));
    }
}

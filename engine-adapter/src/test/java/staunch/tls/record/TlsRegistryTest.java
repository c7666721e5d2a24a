package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TlsRegistryTest {
    @ParameterizedTest
    @CsvSource({
        "VERSION, 772, TLSv1.3",
        "VERSION, 1024, 0x0400",
        "CIPHER_SUITE, 4865, TLS_AES_128_GCM_SHA256",
        "CIPHER_SUITE, 0, 0x0000",
        "GROUP, 4588, X25519MLKEM768",
        "GROUP, 65535, 0xffff",
        "SIGNATURE_SCHEME, 2052, rsa_pss_rsae_sha256",
        "EXTENSION, 0, server_name",
        "EXTENSION, 65037, encrypted_client_hello"
    })
    void shouldNameWhatIsCommonAndShowTheRestAsNumbers(TlsRegistry registry, int code, String name) {
        assertEquals(name, registry.name(code));
    }

    @Test
    void shouldKnowTheSixteenValuesOfGrease() {
        List<Integer> grease = IntStream.rangeClosed(0, 0xffff)
                .filter(TlsRegistry::isGrease)
                .boxed()
                .toList();
        assertEquals(
                IntStream.range(0, 16)
                        .map(i -> i << 12 | i << 4 | 0x0a0a)
                        .boxed()
                        .toList(),
                grease);
    }

    @ParameterizedTest
    @EnumSource(TlsRegistry.class)
    void shouldNameNoGreaseAndNoNumberTwice(TlsRegistry registry) {
        List<String> names = IntStream.rangeClosed(0, 0xffff)
                .mapToObj(registry::name)
                .filter(name -> !name.startsWith("0x"))
                .toList();
        assertEquals(names.stream().distinct().toList(), names);
        assertTrue(IntStream.rangeClosed(0, 0xffff)
                .filter(TlsRegistry::isGrease)
                .allMatch(code -> registry.name(code).startsWith("0x")));
    }

    @Test
    void shouldKeepWhatWasOfferedInOrder() {
        CodePoints groups = new CodePoints(TlsRegistry.GROUP, new char[] {0x1a1a, 0x1d, 0x9999, 0x17});
        assertEquals(4, groups.size());
        assertEquals(0x1a1a, groups.get(0));
        assertTrue(groups.contains(0x9999));
        assertFalse(groups.contains(0x18));
        assertFalse(groups.isEmpty());
        assertEquals(List.of("x25519", "0x9999", "secp256r1"), groups.names());
        assertEquals("x25519, 0x9999, secp256r1", groups.toString());
    }

    @Test
    void shouldBeEqualByContent() {
        CodePoints one = new CodePoints(TlsRegistry.GROUP, new char[] {1, 2});
        assertEquals(one, new CodePoints(TlsRegistry.GROUP, new char[] {1, 2}));
        assertEquals(one.hashCode(), new CodePoints(TlsRegistry.GROUP, new char[] {1, 2}).hashCode());
        assertNotEquals(one, new CodePoints(TlsRegistry.VERSION, new char[] {1, 2}));
        assertNotEquals(one, new CodePoints(TlsRegistry.GROUP, new char[] {2, 1}));
    }
}

package staunch.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.api.Test;

class ServerKeyTest {
    private static PublicKey key(KeyPairGenerator generator) {
        return generator.generateKeyPair().getPublic();
    }

    @Test
    void shouldTellWhichKeyItIs() throws GeneralSecurityException {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2_048);
        assertEquals(new ServerKey("RSA", 2_048), ServerKey.of(key(rsa)));
        KeyPairGenerator curve = KeyPairGenerator.getInstance("EC");
        curve.initialize(new ECGenParameterSpec("secp384r1"));
        assertEquals(new ServerKey("EC", 384), ServerKey.of(key(curve)));
        assertEquals(new ServerKey("Ed25519", 0), ServerKey.of(key(KeyPairGenerator.getInstance("Ed25519"))));
    }
}

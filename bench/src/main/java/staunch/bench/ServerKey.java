package staunch.bench;

import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;

/**
 * What a server signs with, on which the cost of a full handshake depends more than on anything else.
 *
 * @param type such as RSA, EC or Ed25519
 * @param bits how long it is; 0 if its type says all
 */
public record ServerKey(String type, int bits) {
    static ServerKey of(PublicKey key) {
        if (key instanceof RSAKey rsa) {
            return new ServerKey("RSA", rsa.getModulus().bitLength());
        }
        if (key instanceof ECKey ec) {
            return new ServerKey("EC", ec.getParams().getOrder().bitLength());
        }
        return new ServerKey(key instanceof EdECKey ed ? ed.getParams().getName() : key.getAlgorithm(), 0);
    }
}

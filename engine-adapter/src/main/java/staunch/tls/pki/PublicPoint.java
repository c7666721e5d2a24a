package staunch.tls.pki;

import java.io.IOException;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * Adds to an EC private key the public one (RFC 5915 §3: {@code publicKey} SHOULD be there). The JDK leaves it out, OpenSSL
 * writes it, and GnuTLS reads no key without it.
 */
final class PublicPoint {
    private PublicPoint() {}

    /**
     * The key with its public half.
     *
     * @param pkcs8 an EC key on a named curve, PKCS#8
     * @throws IOException if it is not
     */
    static byte[] addedTo(byte[] pkcs8) throws IOException {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(pkcs8);
        ECPrivateKey key = ECPrivateKey.getInstance(info.parsePrivateKey());
        ASN1ObjectIdentifier name =
                ASN1ObjectIdentifier.getInstance(info.getPrivateKeyAlgorithm().getParameters());
        X9ECParameters curve = ECNamedCurveTable.getByOID(name);
        if (curve == null) {
            throw new IOException("no curve is known as " + name);
        }
        byte[] point = new FixedPointCombMultiplier()
                .multiply(curve.getG(), key.getKey())
                .getEncoded(false);
        ECPrivateKey whole = new ECPrivateKey(curve.getN().bitLength(), key.getKey(), new DERBitString(point), null);
        return new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), whole).getEncoded(ASN1Encoding.DER);
    }
}

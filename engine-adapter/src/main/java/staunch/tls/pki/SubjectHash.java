package staunch.tls.pki;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1T61String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.ASN1UniversalString;
import org.bouncycastle.asn1.ASN1VisibleString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * The hash under which OpenSSL looks a certificate up in a folder: eight hex digits, what {@code openssl x509 -hash}
 * prints. It is made of the subject's name alone:
 *
 * <pre>
 *   name = SEQUENCE OF SET OF { type, value }
 *   each value that is text:  to UTF8String; white space at the ends removed, inside collapsed to one space;
 *                             ASCII letters in lower case
 *   bytes = the encoded SETs, one after the other, without the SEQUENCE around them
 *   hash  = the first four bytes of SHA-1(bytes), as a little-endian number
 * </pre>
 *
 * Two names that differ in case, spacing or string type only therefore have the same hash. It finds, it does not
 * protect: that SHA-1 is broken does no harm here.
 */
final class SubjectHash {
    private static final Charset UTF_32BE = Charset.forName("UTF-32BE");

    private SubjectHash() {}

    static String of(X500Principal subject) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(canonical(subject));
            int hash = ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN).getInt();
            return String.format(Locale.ROOT, "%08x", hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /** Two names that OpenSSL takes for one have the same canonical form. */
    static byte[] canonical(X500Principal name) {
        ByteArrayOutputStream sets = new ByteArrayOutputStream();
        try {
            for (RDN rdn : X500Name.getInstance(name.getEncoded()).getRDNs()) {
                sets.writeBytes(canonical(rdn).getEncoded("DER"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a decoded name cannot be encoded", e);
        }
        return sets.toByteArray();
    }

    /** As a DER set, its members are sorted anew: in canonical form their order may differ. */
    private static DERSet canonical(RDN rdn) {
        ASN1EncodableVector members = new ASN1EncodableVector();
        for (AttributeTypeAndValue member : rdn.getTypesAndValues()) {
            ASN1EncodableVector pair = new ASN1EncodableVector();
            pair.add(member.getType());
            pair.add(canonicalValue(member.getValue()));
            members.add(new DERSequence(pair));
        }
        return new DERSet(members);
    }

    private static ASN1Encodable canonicalValue(ASN1Encodable value) {
        if (value instanceof ASN1UniversalString universal) {
            return canonicalText(new String(universal.getOctets(), UTF_32BE));
        }
        boolean isText = value instanceof ASN1UTF8String
                || value instanceof ASN1BMPString
                || value instanceof ASN1PrintableString
                || value instanceof ASN1T61String
                || value instanceof ASN1IA5String
                || value instanceof ASN1VisibleString;
        return isText ? canonicalText(((ASN1String) value).getString()) : value;
    }

    /** Only ASCII letters and ASCII white space are touched: the rest is bytes to OpenSSL. */
    private static DERUTF8String canonicalText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream canonical = new ByteArrayOutputStream(utf8.length);
        boolean spaceIsDue = false;
        for (byte b : utf8) {
            if (isSpace(b)) {
                spaceIsDue = canonical.size() > 0;
            } else {
                if (spaceIsDue) {
                    canonical.write(' ');
                    spaceIsDue = false;
                }
                canonical.write(b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b);
            }
        }
        return new DERUTF8String(canonical.toString(StandardCharsets.UTF_8));
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }
}

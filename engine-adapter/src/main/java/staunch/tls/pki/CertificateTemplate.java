package staunch.tls.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import staunch.tls.pki.LeafRequest.Usage;
import staunch.tls.pki.LeafRequest.Validity;

/**
 * All of a certificate but its validity, serial number and signature, with the extensions that RFC 5280 §4.2 demands of
 * its kind.
 */
final class CertificateTemplate {
    /** RFC 5280 §4.1.2.2 wants positive numbers of at most 20 bytes; unguessable ones have at least 64 random bits. */
    private static final int SERIAL_BITS = 127;

    private final X500Name issuer;
    private final PrivateKey issuerKey;
    private final X500Name subject;
    private final PublicKey subjectKey;
    private final Extensions extensions;

    private CertificateTemplate(
            X500Name issuer, PrivateKey issuerKey, X500Name subject, PublicKey subjectKey, Extensions extensions) {
        this.issuer = issuer;
        this.issuerKey = issuerKey;
        this.subject = subject;
        this.subjectKey = subjectKey;
        this.extensions = extensions;
    }

    static CertificateTemplate root(String name, KeyPair keys) {
        X500Name self = commonName(name);
        Extensions extensions = encode(generator -> addAuthority(generator, keys.getPublic()));
        return new CertificateTemplate(self, keys.getPrivate(), self, keys.getPublic(), extensions);
    }

    static CertificateTemplate intermediate(String name, PublicKey key, Identity issuer) {
        Extensions extensions = encode(generator -> {
            addAuthority(generator, key);
            generator.addExtension(Extension.authorityKeyIdentifier, false, keyIdentifierOf(issuer.leaf()));
        });
        return signedBy(issuer, commonName(name), key, extensions);
    }

    static CertificateTemplate leaf(LeafRequest request, PublicKey key, Identity issuer) {
        String name = request.commonName();
        boolean named = !name.isBlank() && name.length() <= LeafRequest.MAX_COMMON_NAME;
        Extensions extensions = encode(generator -> {
            generator.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            generator.addExtension(Extension.keyUsage, true, leafUsage(key));
            generator.addExtension(Extension.extendedKeyUsage, false, purposes(request));
            generator.addExtension(Extension.subjectKeyIdentifier, false, keyIdentifier(key));
            generator.addExtension(Extension.authorityKeyIdentifier, false, keyIdentifierOf(issuer.leaf()));
            if (!request.names().isEmpty()) {
                // RFC 5280 §4.2.1.6: critical if it is all that names the subject.
                generator.addExtension(Extension.subjectAlternativeName, !named, alternativeNames(request));
            }
        });
        return signedBy(issuer, named ? commonName(name) : new X500NameBuilder().build(), key, extensions);
    }

    private static CertificateTemplate signedBy(
            Identity issuer, X500Name subject, PublicKey key, Extensions extensions) {
        // The issuer's name byte for byte as it stands in its certificate.
        X500Name name =
                X500Name.getInstance(issuer.leaf().getSubjectX500Principal().getEncoded());
        return new CertificateTemplate(name, issuer.privateKey(), subject, key, extensions);
    }

    X509Certificate sign(Validity validity, SecureRandom random) {
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1),
                Date.from(validity.notBefore()),
                Date.from(validity.notAfter()),
                subject,
                subjectKey);
        try {
            for (var id : extensions.getExtensionOIDs()) {
                builder.addExtension(extensions.getExtension(id));
            }
            ContentSigner signer = new JcaContentSignerBuilder(SignatureAlgorithm.of(issuerKey))
                    .setSecureRandom(random)
                    .build(issuerKey);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (CertIOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("the authority's key no longer signs", e);
        }
    }

    private interface ExtensionWriter {
        void writeTo(ExtensionsGenerator generator) throws IOException, GeneralSecurityException;
    }

    private static Extensions encode(ExtensionWriter writer) {
        ExtensionsGenerator generator = new ExtensionsGenerator();
        try {
            writer.writeTo(generator);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("values of our own making can be encoded", e);
        }
        return generator.generate();
    }

    private static void addAuthority(ExtensionsGenerator generator, PublicKey key)
            throws IOException, GeneralSecurityException {
        generator.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        generator.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        generator.addExtension(Extension.subjectKeyIdentifier, false, keyIdentifier(key));
    }

    private static KeyUsage leafUsage(PublicKey key) {
        boolean rsa = key.getAlgorithm().equals("RSA");
        return new KeyUsage(rsa ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment : KeyUsage.digitalSignature);
    }

    private static ExtendedKeyUsage purposes(LeafRequest request) {
        List<KeyPurposeId> purposes = new ArrayList<>();
        if (request.usages().contains(Usage.SERVER)) {
            purposes.add(KeyPurposeId.id_kp_serverAuth);
        }
        if (request.usages().contains(Usage.CLIENT)) {
            purposes.add(KeyPurposeId.id_kp_clientAuth);
        }
        return new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new));
    }

    private static GeneralNames alternativeNames(LeafRequest request) {
        return new GeneralNames(
                request.names().stream().map(AlternativeName::encode).toArray(GeneralName[]::new));
    }

    private static SubjectKeyIdentifier keyIdentifier(PublicKey key) throws GeneralSecurityException {
        return new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key);
    }

    /** As the issuer's own certificate says it; computed only if that says nothing (RFC 5280 §4.2.1.1). */
    private static AuthorityKeyIdentifier keyIdentifierOf(X509Certificate issuer)
            throws IOException, GeneralSecurityException {
        byte[] extension = issuer.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        ASN1OctetString identifier = extension == null
                ? ASN1OctetString.getInstance(
                        keyIdentifier(issuer.getPublicKey()).toASN1Primitive())
                : ASN1OctetString.getInstance(JcaX509ExtensionUtils.parseExtensionValue(extension));
        return new AuthorityKeyIdentifier(identifier.getOctets());
    }

    private static X500Name commonName(String name) {
        return new X500NameBuilder().addRDN(BCStyle.CN, name).build();
    }
}

package staunch.tls.pki;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import staunch.tls.pki.PkiException.Kind;

/** Which hosts and addresses an authority may sign for, as its chain says (RFC 5280 §4.2.1.10). */
final class PermittedNames {
    private final PKIXNameConstraintValidator constraints = new PKIXNameConstraintValidator();

    private PermittedNames() {}

    /** @throws PkiException if a certificate's constraints cannot be decoded */
    static PermittedNames by(List<X509Certificate> chain) {
        PermittedNames permitted = new PermittedNames();
        chain.forEach(permitted::constrain);
        return permitted;
    }

    private void constrain(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.nameConstraints.getId());
        if (extension == null) {
            return;
        }
        try {
            NameConstraints read = NameConstraints.getInstance(JcaX509ExtensionUtils.parseExtensionValue(extension));
            if (read.getPermittedSubtrees() != null) {
                constraints.intersectPermittedSubtree(read.getPermittedSubtrees());
            }
            if (read.getExcludedSubtrees() != null) {
                for (GeneralSubtree excluded : read.getExcludedSubtrees()) {
                    constraints.addExcludedSubtree(excluded);
                }
            }
        } catch (IOException | RuntimeException e) {
            throw PkiException.of(
                    Kind.MALFORMED,
                    "the name constraints of " + CertificateSummary.printable(certificate.getSubjectX500Principal())
                            + " cannot be decoded; take another authority",
                    e);
        }
    }

    /** @param name normalized */
    boolean include(String name) {
        GeneralName encoded = AlternativeName.encode(name);
        try {
            constraints.checkPermitted(encoded);
            constraints.checkExcluded(encoded);
            return true;
        } catch (NameConstraintValidatorException e) {
            return false;
        }
    }
}

package staunch.tls.pki;

import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;

/**
 * What a person wants to know of a certificate. The strings come from a certificate that a stranger may have written:
 * control characters in them are replaced by {@code ?}, so that they can be printed on a terminal.
 *
 * @param subject the name of its owner, as RFC 2253 writes it; may be empty
 * @param issuer the name of its signer, as RFC 2253 writes it
 * @param alternativeNames the names it is valid for: DNS names and IP addresses as they are, other kinds with their kind
 *     in front ({@code email:}, {@code URI:}, {@code directory:}, {@code other:}); empty if there are none, or if they
 *     cannot be decoded
 * @param notBefore when its validity begins
 * @param notAfter when its validity ends
 * @param ocspAddresses where to ask whether it was revoked (RFC 5280 §4.2.2.1); usually none or one
 */
public record CertificateSummary(
        String subject,
        String issuer,
        List<String> alternativeNames,
        Instant notBefore,
        Instant notAfter,
        List<String> ocspAddresses) {
    private static final Pattern ZERO_RUN = Pattern.compile("(:|^)0(:0)+(:|$)");

    /**
     * Checks and copies.
     *
     * @param subject see above
     * @param issuer see above
     * @param alternativeNames copied
     * @param notBefore see above
     * @param notAfter see above
     * @param ocspAddresses copied
     */
    public CertificateSummary {
        alternativeNames = List.copyOf(alternativeNames);
        ocspAddresses = List.copyOf(ocspAddresses);
    }

    /**
     * Describes a certificate. Extensions that cannot be decoded are left out.
     *
     * @param certificate of any origin
     * @return its description
     */
    public static CertificateSummary of(X509Certificate certificate) {
        return new CertificateSummary(
                printable(certificate.getSubjectX500Principal()),
                printable(certificate.getIssuerX500Principal()),
                alternativeNames(certificate),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                ocspAddresses(certificate));
    }

    static String printable(X500Principal name) {
        return printable(name.getName());
    }

    static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?");
    }

    private static List<String> alternativeNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream().map(CertificateSummary::alternativeName).toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /** A name as the JDK gives it: its type (RFC 5280 §4.2.1.6), then its value. */
    private static String alternativeName(List<?> typeAndValue) {
        String value = printable(Objects.toString(typeAndValue.get(1)));
        return switch ((Integer) typeAndValue.get(0)) {
            case GeneralName.dNSName -> value;
            case GeneralName.iPAddress -> shortest(value);
            case GeneralName.rfc822Name -> "email:" + value;
            case GeneralName.uniformResourceIdentifier -> "URI:" + value;
            case GeneralName.directoryName -> "directory:" + value;
            default -> "other:type " + typeAndValue.get(0);
        };
    }

    /** An IPv6 address with its longest run of zeros left out (RFC 5952 §4.2); an IPv4 address as it is. */
    static String shortest(String address) {
        return ZERO_RUN.matcher(address)
                .results()
                .max(Comparator.comparingLong((MatchResult run) ->
                                run.group().chars().filter(c -> c == '0').count())
                        .thenComparingInt(run -> -run.start()))
                .map(run -> address.substring(0, run.start()) + "::" + address.substring(run.end()))
                .orElse(address);
    }

    private static List<String> ocspAddresses(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.authorityInfoAccess.getId());
        if (extension == null) {
            return List.of();
        }
        try {
            AuthorityInformationAccess access =
                    AuthorityInformationAccess.getInstance(JcaX509ExtensionUtils.parseExtensionValue(extension));
            return Stream.of(access.getAccessDescriptions())
                    .filter(description -> description.getAccessMethod().equals(AccessDescription.id_ad_ocsp))
                    .map(AccessDescription::getAccessLocation)
                    .filter(location -> location.getTagNo() == GeneralName.uniformResourceIdentifier)
                    .map(location -> printable(location.getName().toString()))
                    .toList();
        } catch (IOException | RuntimeException e) {
            return List.of();
        }
    }
}

package staunch.tls.pki;

import java.net.IDN;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.util.IPAddress;

/** The names that a certificate is valid for, as text and as RFC 5280 §4.2.1.6 writes them. */
final class AlternativeName {
    private static final int IPV6_OCTETS = 16;
    private static final int MAX_HOST_LENGTH = 253;
    private static final String LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?";
    private static final Pattern HOST = Pattern.compile("(\\*\\.)?" + LABEL + "(\\." + LABEL + ")*");

    private AlternativeName() {}

    /**
     * Brings a host name to lower case and ASCII, and an address to the one form that CertificateSummary prints.
     *
     * @throws IllegalArgumentException if it is neither a host name nor an address
     */
    static String normalize(String name) {
        if (isAddress(name)) {
            return printed(name);
        }
        String host = toAscii(name).toLowerCase(Locale.ROOT);
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        if (host.length() > MAX_HOST_LENGTH || !HOST.matcher(host).matches()) {
            throw notAName(name);
        }
        return host;
    }

    /** The host names and addresses of a certificate, normalized; names of other kinds, and odd ones, are left out. */
    static List<String> of(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .map(AlternativeName::of)
                            .flatMap(Optional::stream)
                            .toList();
        } catch (CertificateParsingException cannotBeDecoded) {
            return List.of();
        }
    }

    /** From a name as the JDK gives it: its type (RFC 5280 §4.2.1.6), then its value. */
    private static Optional<String> of(List<?> typeAndValue) {
        String value = String.valueOf(typeAndValue.get(1));
        int fitting = isAddress(value) ? GeneralName.iPAddress : GeneralName.dNSName;
        if (!typeAndValue.get(0).equals(fitting)) {
            return Optional.empty();
        }
        try {
            return Optional.of(normalize(value));
        } catch (IllegalArgumentException isNoHostName) {
            return Optional.empty();
        }
    }

    static boolean isAddress(String name) {
        return IPAddress.isValid(name);
    }

    private static String printed(String address) {
        byte[] octets = ASN1OctetString.getInstance(encode(address).getName()).getOctets();
        try {
            return octets.length == IPV6_OCTETS
                    ? CertificateSummary.shortest(
                            Inet6Address.getByAddress(null, octets, -1).getHostAddress())
                    : InetAddress.getByAddress(octets).getHostAddress();
        } catch (UnknownHostException e) {
            throw notAName(address);
        }
    }

    private static String toAscii(String name) {
        try {
            return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            throw notAName(name);
        }
    }

    private static IllegalArgumentException notAName(String name) {
        return new IllegalArgumentException("\"" + CertificateSummary.printable(name)
                + "\" is neither a host name nor an IP address; a wildcard stands alone in front, as in *.example.com");
    }

    /** For a normalized name. */
    static GeneralName encode(String name) {
        return new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }
}

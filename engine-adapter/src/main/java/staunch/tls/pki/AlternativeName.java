package staunch.tls.pki;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.util.IPAddress;

/** The names that a certificate is valid for, as text and as RFC 5280 §4.2.1.6 writes them. */
final class AlternativeName {
    private static final int MAX_HOST_LENGTH = 253;
    private static final String LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?";
    private static final Pattern HOST = Pattern.compile("(\\*\\.)?" + LABEL + "(\\." + LABEL + ")*");

    private AlternativeName() {}

    /**
     * Brings a host name to lower case and ASCII; leaves an address alone.
     *
     * @throws IllegalArgumentException if it is neither a host name nor an address
     */
    static String normalize(String name) {
        if (isAddress(name)) {
            return name;
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

    static boolean isAddress(String name) {
        return IPAddress.isValid(name);
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

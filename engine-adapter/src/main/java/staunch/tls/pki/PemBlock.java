package staunch.tls.pki;

import java.util.Map;

/** One {@code BEGIN … END} block of a PEM file. */
final class PemBlock {
    static final String CERTIFICATE = "CERTIFICATE";
    static final String PRIVATE_KEY = "PRIVATE KEY";

    private final String label;
    private final Map<String, String> headers;
    private final byte[] der;
    private final int line;

    PemBlock(String label, Map<String, String> headers, byte[] der, int line) {
        this.label = label;
        this.headers = headers;
        this.der = der;
        this.line = line;
    }

    /** The words after {@code BEGIN}, such as {@code CERTIFICATE}. */
    String label() {
        return label;
    }

    /** The RFC 1421 headers in front of the base64; empty for all but old encrypted keys. */
    Map<String, String> headers() {
        return headers;
    }

    /** The decoded content, not copied. */
    byte[] der() {
        return der;
    }

    /** The number of the {@code BEGIN} line, from 1. */
    int line() {
        return line;
    }

    boolean isCertificate() {
        return label.equals(CERTIFICATE) || label.equals("X509 CERTIFICATE");
    }

    boolean isPrivateKey() {
        return label.endsWith(PRIVATE_KEY);
    }

    /** The content may be a private key: never printed. */
    @Override
    public String toString() {
        return label + " (line " + line + ")";
    }
}

package staunch.tls;

/** The versions of TLS that are spoken here. Older ones are broken and cannot be switched on. */
public enum TlsVersion {
    /** RFC 5246. */
    TLS_1_2("TLSv1.2"),
    /** RFC 8446. */
    TLS_1_3("TLSv1.3");

    private final String protocolName;

    TlsVersion(String protocolName) {
        this.protocolName = protocolName;
    }

    /** The name by which {@code javax.net.ssl} knows it. */
    public String protocolName() {
        return protocolName;
    }
}

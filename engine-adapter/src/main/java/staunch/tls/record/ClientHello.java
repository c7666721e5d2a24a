package staunch.tls.record;

import java.util.List;
import java.util.Optional;

/**
 * What a client offers in its first message (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2). It is all in the clear and signed by
 * nobody: good for choosing a certificate, a policy or a tunnel, no proof of anything. Immutable.
 */
public final class ClientHello {
    private static final int PRE_SHARED_KEY = 41;
    private static final int ENCRYPTED_CLIENT_HELLO = 0xfe0d;
    private static final int RANDOM_BYTES = 32;
    private static final int MAX_SESSION_ID_BYTES = 32;
    private static final int FIRST_VERSION = 0x0300;
    private static final int NO_COMPRESSION = 0;

    private final Size size;
    private final int legacyVersion;
    private final boolean sessionIdOffered;
    private final CodePoints cipherSuites;
    private final HelloExtensions extensions;

    /**
     * How long it is.
     *
     * @param messageBytes the message with its header of 4 bytes
     * @param wireBytes the message and the headers of the records that it is spread over: as the connection begins with
     *     it, where it ends
     * @param records the records that it is spread over
     */
    public record Size(int messageBytes, int wireBytes, int records) {}

    /** Reads the body of the message, all that follows its type and length. */
    ClientHello(Size size, VectorReader body) throws HelloException {
        this.size = size;
        legacyVersion = body.uint16();
        if (legacyVersion < FIRST_VERSION) {
            throw new HelloException(HelloProblem.malformed(
                    Alert.PROTOCOL_VERSION, "version " + TlsRegistry.VERSION.name(legacyVersion) + ", expected 3.x"));
        }
        body.skip(RANDOM_BYTES);
        sessionIdOffered = offersSessionId(body.vector8("the session id"));
        cipherSuites = body.vector16("the list of cipher suites").codePoints(TlsRegistry.CIPHER_SUITE);
        requireNoCompression(body.vector8("the list of compression methods"));
        // Clients from before RFC 3546 end here.
        extensions = body.remaining() == 0
                ? HelloExtensions.NONE
                : HelloExtensions.read(body.vector16("the list of extensions"));
        body.requireEnd();
    }

    private static boolean offersSessionId(VectorReader id) throws HelloException {
        if (id.remaining() > MAX_SESSION_ID_BYTES) {
            throw HelloException.undecodable(
                    "a session id of " + id.remaining() + " bytes, at most " + MAX_SESSION_ID_BYTES + " are allowed");
        }
        return id.remaining() > 0;
    }

    private static void requireNoCompression(VectorReader methods) throws HelloException {
        boolean offered = false;
        while (methods.remaining() > 0) {
            offered |= methods.uint8() == NO_COMPRESSION;
        }
        if (!offered) {
            throw HelloException.illegal("the client does not offer to do without compression");
        }
    }

    /** How long it is. */
    public Size size() {
        return size;
    }

    /** The version in the message's first field; says little if {@link #supportedVersions()} is not empty. */
    public int legacyVersion() {
        return legacyVersion;
    }

    /** The versions offered by extension, as TLS 1.3 does; empty if the client sent none. */
    public CodePoints supportedVersions() {
        return extensions.supportedVersions();
    }

    /**
     * Whether the client speaks a version.
     *
     * @param version such as {@code 0x0304}
     * @return whether it is among the supported versions or, without that extension, not above the legacy version and
     *     below TLS 1.3 (RFC 8446 §4.2.1)
     */
    public boolean offersVersion(int version) {
        return supportedVersions().isEmpty()
                ? version <= Math.min(legacyVersion, 0x0303)
                : supportedVersions().contains(version);
    }

    /**
     * The host that the client wants (SNI, RFC 6066 §3): lower case, without a dot at its end. Some clients send an IP
     * address, which that RFC does not allow and which is passed on as it is. With {@link #encryptedClientHello()} it is
     * the public name of the client's front, not the host.
     *
     * @return empty if the client does not say
     */
    public Optional<String> serverName() {
        return extensions.serverName();
    }

    /** The protocols offered by ALPN (RFC 7301), in order, a character for each byte; GREASE included. */
    public List<String> applicationProtocols() {
        return extensions.applicationProtocols();
    }

    /** The cipher suites, signals (SCSV) included; at least one. */
    public CodePoints cipherSuites() {
        return cipherSuites;
    }

    /** The groups for the key exchange; may be empty. */
    public CodePoints groups() {
        return extensions.groups();
    }

    /** The groups for which the client sent a key share (TLS 1.3); may be empty. */
    public CodePoints keyShareGroups() {
        return extensions.keyShareGroups();
    }

    /** The signature schemes that the client can verify; may be empty. */
    public CodePoints signatureSchemes() {
        return extensions.signatureSchemes();
    }

    /**
     * The signature schemes that the client can verify in a certificate chain: those of {@code signature_algorithms_cert}
     * or, if there is none, the {@link #signatureSchemes()} (RFC 8446 §4.2.3); may be empty.
     */
    public CodePoints certificateSignatureSchemes() {
        return extensions.certificateSignatureSchemes();
    }

    /** The types of all extensions, in order. */
    public CodePoints extensions() {
        return extensions.types();
    }

    /** Whether there is a session id: in TLS 1.3 for the sake of middleboxes, before it to resume a session. */
    public boolean sessionIdOffered() {
        return sessionIdOffered;
    }

    /** Whether the client offers to resume a session of TLS 1.3, or another pre-shared key. */
    public boolean preSharedKeyOffered() {
        return extensions().contains(PRE_SHARED_KEY);
    }

    /**
     * Whether there is an {@code encrypted_client_hello}: the true hello inside this one, or random bytes that look like
     * it (GREASE); nobody without the key can tell (RFC 9849).
     */
    public boolean encryptedClientHello() {
        return extensions().contains(ENCRYPTED_CLIENT_HELLO);
    }

    /** One line for a log, without control characters. */
    @Override
    public String toString() {
        return "ClientHello[" + serverName().orElse("no server name") + ", "
                + (supportedVersions().isEmpty()
                        ? TlsRegistry.VERSION.name(legacyVersion)
                        : supportedVersions().toString())
                + ", ALPN " + applicationProtocols().toString().replaceAll("[^ -~]", "?") + ", "
                + cipherSuites.size() + " suites, " + size.messageBytes() + " bytes]";
    }
}

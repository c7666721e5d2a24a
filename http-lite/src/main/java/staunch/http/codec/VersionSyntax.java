package staunch.http.codec;

/** {@code HTTP-version = "HTTP/" DIGIT "." DIGIT}, case-sensitive, eight octets (RFC 9112 §2.3). */
final class VersionSyntax {
    static final int BYTES = 8;
    static final int MAJOR = 5;
    static final int MINOR = 7;

    /** Zeros stand for any digit. */
    private static final byte[] PATTERN = Octets.bytes("HTTP/0.0");

    private VersionSyntax() {}

    /** Whether the octet may stand at that place, 0 to 7. */
    static boolean fits(int place, byte octet) {
        return place == MAJOR || place == MINOR ? Octets.isDigit(octet) : octet == PATTERN[place];
    }
}

package staunch.http.codec;

import org.jspecify.annotations.Nullable;

/** The fields that the codec itself acts on, told apart by length before any octet is compared. */
enum KnownField {
    HOST("host"),
    DATE("date"),
    EXPECT("expect"),
    UPGRADE("upgrade"),
    CONNECTION("connection"),
    CONTENT_LENGTH("content-length"),
    TRANSFER_ENCODING("transfer-encoding");

    private final byte[] lowerCase;

    KnownField(String lowerCase) {
        this.lowerCase = Octets.bytes(lowerCase);
    }

    /** This field's bit in {@link Fields}' summary. */
    int bit() {
        return 1 << ordinal();
    }

    /** The known field whose name is {@code bytes[start, end)}, or null. */
    static @Nullable KnownField at(byte[] bytes, int start, int end) {
        return switch (end - start) {
            case 4 -> HOST.ifNamed(bytes, start, end) == HOST ? HOST : DATE.ifNamed(bytes, start, end);
            case 6 -> EXPECT.ifNamed(bytes, start, end);
            case 7 -> UPGRADE.ifNamed(bytes, start, end);
            case 10 -> CONNECTION.ifNamed(bytes, start, end);
            case 14 -> CONTENT_LENGTH.ifNamed(bytes, start, end);
            case 17 -> TRANSFER_ENCODING.ifNamed(bytes, start, end);
            default -> null;
        };
    }

    private @Nullable KnownField ifNamed(byte[] bytes, int start, int end) {
        return Octets.equalsIgnoreCase(bytes, start, end, lowerCase) ? this : null;
    }
}

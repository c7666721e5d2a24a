package staunch.http.coding;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * A content coding (RFC 9110 §8.4.1) that can be undone and made here.
 *
 * <p>{@link #GZIP} and {@link #DEFLATE} always can. {@link #BROTLI} (RFC 7932) and {@link #ZSTD} (RFC 8878) can where a library
 * for them is on the class path, both ways or not at all; {@link #missing} tells what to add. Each coder at work holds memory
 * outside the heap until it is closed, bounded by the coding's window: 32 KiB for the first two, at most 16 MiB for brotli, and
 * at most {@link #MAX_ZSTD_WINDOW_BYTES} for zstd. However far a body expands, it does so a piece at a time.
 */
public enum ContentCoding {
    /** RFC 1952, also called {@code x-gzip}. */
    GZIP("gzip"),
    /** RFC 1950; the bare format of RFC 1951 is understood too, because some send that. */
    DEFLATE("deflate"),
    /** RFC 7932. */
    BROTLI("br"),
    /** RFC 8878. */
    ZSTD("zstd");

    /** What a window of zstd may be: 8 MiB (RFC 9659 §3). A body that asks for more is refused. */
    public static final int MAX_ZSTD_WINDOW_BYTES = 8 << 20;

    private final String token;

    ContentCoding(String token) {
        this.token = token;
    }

    /** The coding of that name in Content-Encoding, whatever its case; empty if it is another. */
    public static Optional<ContentCoding> of(String token) {
        String lowerCase = token.toLowerCase(Locale.ROOT);
        for (ContentCoding coding : values()) {
            if (coding.token.equals(lowerCase)) {
                return Optional.of(coding);
            }
        }
        return lowerCase.equals("x-gzip") ? Optional.of(GZIP) : Optional.empty();
    }

    /** Its name in Content-Encoding and Accept-Encoding. */
    public String token() {
        return token;
    }

    /** What has to be done before this coding can be undone and made; empty if nothing. */
    public Optional<String> missing() {
        return switch (this) {
            case GZIP, DEFLATE -> Optional.empty();
            case BROTLI -> BrotliLibrary.missing();
            case ZSTD -> ZstdLibrary.missing();
        };
    }

    /**
     * A transform that undoes it. Empty input is an empty body.
     *
     * @throws IOException if it cannot be had: {@link #missing} says why
     */
    public BodyTransform newDecoder() throws IOException {
        return switch (this) {
            case GZIP, DEFLATE -> new InflateDecoder(this == GZIP);
            case BROTLI -> new BrotliDecoder(BrotliLibrary.get());
            case ZSTD -> new ZstdDecoder(ZstdLibrary.get());
        };
    }

    /**
     * A transform that makes it, in a trade between speed and size that suits a body on its way.
     *
     * @throws IOException if it cannot be had: {@link #missing} says why
     */
    public BodyTransform newEncoder() throws IOException {
        return switch (this) {
            case GZIP, DEFLATE -> new DeflateEncoder(this == GZIP);
            case BROTLI -> new BrotliEncoder(BrotliLibrary.get());
            case ZSTD -> new ZstdEncoder(ZstdLibrary.get());
        };
    }
}

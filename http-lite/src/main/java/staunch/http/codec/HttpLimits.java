package staunch.http.codec;

/**
 * How much a peer may send. What is over a limit is refused with the status given, by a server; a client refuses the
 * response.
 *
 * @param maxMethodBytes 400; default 32
 * @param maxTargetBytes the request target, 414; default 16 KiB
 * @param maxFieldBytes one field line, or a reason phrase, 431; default 16 KiB
 * @param maxFields the field lines of one section, 431; default 100
 * @param maxHeadBytes start line and fields together, 431; default 32 KiB
 * @param maxChunkLineBytes the line before a chunk, which holds its size and extensions, 400; default 256
 * @param maxTrailerBytes the trailer section, 431; default 8 KiB
 * @param maxBodyBytes the body, 413, before it is read where its length is said; default 16 MiB in requests and none
 *     ({@link Long#MAX_VALUE}) in responses
 * @param maxInterimResponses the 1xx before one final response; default 16
 */
public record HttpLimits(
        int maxMethodBytes,
        int maxTargetBytes,
        int maxFieldBytes,
        int maxFields,
        int maxHeadBytes,
        int maxChunkLineBytes,
        int maxTrailerBytes,
        long maxBodyBytes,
        int maxInterimResponses) {

    private static final HttpLimits REQUESTS =
            new HttpLimits(32, 16 << 10, 16 << 10, 100, 32 << 10, 256, 8 << 10, 16 << 20, 16);

    /** The two spaces, the version and the CRLF of a request line. */
    private static final int REQUEST_LINE_REST_BYTES = 12;

    /**
     * Checks that the limits agree.
     *
     * @throws IllegalArgumentException if one is not positive (the body's may be 0), or the head's leaves no room for the
     *     longest request line or field
     */
    public HttpLimits {
        requirePositive(maxMethodBytes, "maxMethodBytes");
        requirePositive(maxTargetBytes, "maxTargetBytes");
        requirePositive(maxFieldBytes, "maxFieldBytes");
        requirePositive(maxFields, "maxFields");
        requirePositive(maxChunkLineBytes, "maxChunkLineBytes");
        requirePositive(maxTrailerBytes, "maxTrailerBytes");
        requirePositive(maxInterimResponses, "maxInterimResponses");
        if (maxBodyBytes < 0) {
            throw new IllegalArgumentException("maxBodyBytes must not be negative, was " + maxBodyBytes);
        }
        long longestLine = Math.max((long) maxMethodBytes + maxTargetBytes + REQUEST_LINE_REST_BYTES, maxFieldBytes);
        if (maxHeadBytes <= longestLine) {
            throw new IllegalArgumentException("maxHeadBytes must be more than " + longestLine
                    + ", the longest line that the other limits allow, was " + maxHeadBytes);
        }
    }

    /** The defaults for a server. */
    public static HttpLimits forRequests() {
        return REQUESTS;
    }

    /** The defaults for a client: as for a server, but bodies of any length. */
    public static HttpLimits forResponses() {
        return REQUESTS.withMaxBodyBytes(Long.MAX_VALUE);
    }

    /**
     * How many bytes a decoder may leave unconsumed while it waits for more: a channel that feeds it must be able to keep
     * that many.
     */
    public int neededLeftoverBytes() {
        return Math.max(maxHeadBytes, maxTrailerBytes);
    }

    /** The same limits but for the body's. */
    public HttpLimits withMaxBodyBytes(long bytes) {
        return new HttpLimits(
                maxMethodBytes,
                maxTargetBytes,
                maxFieldBytes,
                maxFields,
                maxHeadBytes,
                maxChunkLineBytes,
                maxTrailerBytes,
                bytes,
                maxInterimResponses);
    }

    /** The same limits but for those of the head: target, one field, and all together, in bytes; and the field lines. */
    public HttpLimits withMaxHead(int targetBytes, int fieldBytes, int headBytes, int fields) {
        return new HttpLimits(
                maxMethodBytes,
                targetBytes,
                fieldBytes,
                fields,
                headBytes,
                maxChunkLineBytes,
                maxTrailerBytes,
                maxBodyBytes,
                maxInterimResponses);
    }

    private static void requirePositive(int value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, was " + value);
        }
    }
}

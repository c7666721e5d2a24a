package staunch.tls.record;

/**
 * How much a peer may cost before it is cut off.
 *
 * @param maxHandshakeBytes how many bytes of records may come before the handshake is done; a certificate chain is the
 *     bulk of it, and chains for post-quantum signatures are tens of kilobytes
 * @param maxRecordsWithoutData how many records in a row, once the handshake is done, may bring no data: empty records,
 *     KeyUpdates, tickets, warnings
 */
public record PumpLimits(int maxHandshakeBytes, int maxRecordsWithoutData) {
    /** 128 KiB and 32. */
    public static final PumpLimits DEFAULT = new PumpLimits(128 * 1024, 32);

    /** Refuses bounds below 1. */
    public PumpLimits {
        if (maxHandshakeBytes < 1 || maxRecordsWithoutData < 1) {
            throw new IllegalArgumentException("limits are at least 1: maxHandshakeBytes " + maxHandshakeBytes
                    + ", maxRecordsWithoutData " + maxRecordsWithoutData);
        }
    }
}

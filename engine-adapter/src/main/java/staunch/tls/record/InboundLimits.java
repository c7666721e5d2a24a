package staunch.tls.record;

/** Counts what the peer sends against {@link PumpLimits}. */
final class InboundLimits {
    private final PumpLimits limits;
    private int handshakeBytes;
    private int recordsWithoutData;

    InboundLimits(PumpLimits limits) {
        this.limits = limits;
    }

    /** Notes a record that was processed; throws when it is one too many. */
    void count(int recordBytes, int plaintextBytes, boolean handshakeDone) throws RecordException {
        if (!handshakeDone) {
            handshakeBytes += recordBytes;
            if (handshakeBytes > limits.maxHandshakeBytes()) {
                throw exceeded(
                        "a handshake of more than " + limits.maxHandshakeBytes() + " bytes", "maxHandshakeBytes");
            }
        } else if (plaintextBytes > 0) {
            recordsWithoutData = 0;
        } else if (++recordsWithoutData > limits.maxRecordsWithoutData()) {
            throw exceeded(
                    "more than " + limits.maxRecordsWithoutData() + " records in a row without data",
                    "maxRecordsWithoutData");
        }
    }

    private static RecordException exceeded(String what, String setting) {
        return new RecordException(
                RecordException.Kind.LIMIT_REACHED,
                Alert.UNEXPECTED_MESSAGE,
                "the peer sent " + what + " (limit: " + setting + ")");
    }
}

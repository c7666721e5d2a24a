package staunch.tls.record;

/**
 * Is told of each record of one connection, in both directions, in the order in which its engine makes and takes them.
 * Without one nothing is looked at behind the handshake, and nothing is allocated.
 *
 * <p>Called in the middle of the pump's work, on its thread: a listener notes what it sees and returns, and calls neither
 * the pump nor the channel. One that throws ends the connection. What comes behind the end of the input, or behind a
 * failure, is not opened, and so not told of.
 *
 * <p>The time of a record is the listener's business; nothing here reads a clock.
 */
@FunctionalInterface
public interface RecordListener {
    /** A record was made, or was opened. */
    void onRecord(TracedRecord record);
}

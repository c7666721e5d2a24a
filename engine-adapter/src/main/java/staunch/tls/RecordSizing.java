package staunch.tls;

import staunch.tls.record.RecordPump;

/** How much of what the application writes goes into one record, where there is more than one record's worth. */
public enum RecordSizing {
    /** As much as a record can hold: the least work and the fewest bytes on the wire. */
    FULL,
    /**
     * Little at first and then as much as it can hold: {@link RecordPump#SMALL_RECORD_BYTES} each for the first {@link
     * RecordPump#SMALL_RECORDS_TOTAL_BYTES}, and again after {@link #IDLE_MILLIS} without a write. A peer can use nothing of a
     * record before its last byte has come, and on a path that begins slowly or loses packets a full one comes in two or
     * more round trips. For pages whose first bytes matter; costs 2 % more bytes there, and work for each record.
     */
    SMALL_FIRST;

    /** After how long without a write TCP may have closed its window again (RFC 5681 §4.1). */
    public static final long IDLE_MILLIS = 1_000;
}

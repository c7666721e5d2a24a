package staunch.examples;

import staunch.tls.record.ContentType;
import staunch.tls.record.HandshakeMessage;
import staunch.tls.record.RecordListener;
import staunch.tls.record.ServerHello;
import staunch.tls.record.TracedRecord;

/** What the records of one client's handshake tell and the engine does not. Written on the loop, read when it is done. */
final class HandshakeFacts implements RecordListener {
    private int roundTrips;
    private int handshakeBytes;
    private boolean sentLast;
    private boolean retried;
    private boolean done;

    @Override
    public void onRecord(TracedRecord record) {
        done |= isBehindTheHandshake(record);
        if (done) {
            return;
        }
        handshakeBytes += record.recordBytes();
        record.messages().forEach(this::note);
        // In TLS 1.3 it says nothing and may come in the middle of the peer's flight.
        if (record.type() != ContentType.CHANGE_CIPHER_SPEC) {
            boolean sent = record.direction() == TracedRecord.Direction.SENT;
            roundTrips += !sent && sentLast ? 1 : 0;
            sentLast = sent;
        }
    }

    private static boolean isBehindTheHandshake(TracedRecord record) {
        return record.encrypted()
                && record.inference()
                        .filter(each ->
                                each != TracedRecord.Inference.HANDSHAKE && each != TracedRecord.Inference.FINISHED)
                        .isPresent();
    }

    private void note(HandshakeMessage message) {
        message.serverHello().ifPresent(hello -> retried |= hello.isRetryRequest());
    }

    /** How often the client had to wait for the server until the handshake was done. */
    int roundTrips() {
        return roundTrips;
    }

    /** The bytes of all records of the handshake, both ways. */
    int handshakeBytes() {
        return handshakeBytes;
    }

    /** Whether the server asked for another key share, see {@link ServerHello#isRetryRequest}. */
    boolean retried() {
        return retried;
    }
}

package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.IntUnaryOperator;

/** Two pumps joined by byte queues. */
final class PumpPair {
    final PumpEnd client;
    final PumpEnd server;
    int bytesOnWire;

    PumpPair(TestEngines engines) {
        this(new PumpEnd(engines.client()), new PumpEnd(engines.server()));
    }

    PumpPair(PumpEnd client, PumpEnd server) {
        this.client = client;
        this.server = server;
    }

    /** Carries bytes in whole flights until neither end has any. */
    PumpPair run() {
        return run(left -> left);
    }

    /**
     * Carries bytes until neither end has any.
     *
     * @param pieceBytes from the number of bytes carried so far to the length of the next piece
     */
    PumpPair run(IntUnaryOperator pieceBytes) {
        client.drive();
        server.drive();
        while (client.wire.size() + server.wire.size() > 0) {
            carry(client, server, pieceBytes);
            carry(server, client, pieceBytes);
        }
        return this;
    }

    private void carry(PumpEnd from, PumpEnd to, IntUnaryOperator pieceBytes) {
        byte[] bytes = from.takeWire();
        for (int at = 0; at < bytes.length; ) {
            int wanted = pieceBytes.applyAsInt(bytesOnWire);
            int length = Math.min(wanted <= 0 ? bytes.length : wanted, bytes.length - at);
            to.arrive(bytes, at, length);
            at += length;
            bytesOnWire += length;
        }
    }

    void assertNothingHeld() {
        assertEquals("[]", client.pool.outstanding().toString());
        assertEquals("[]", server.pool.outstanding().toString());
        assertEquals(0, client.scratch.depth() + server.scratch.depth());
    }
}

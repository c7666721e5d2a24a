package staunch.bench.jmh;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import staunch.reactor.memory.BufferPool;
import staunch.reactor.memory.Ledger;
import staunch.reactor.memory.OutboundQueue;
import staunch.reactor.memory.Purpose;
import staunch.tls.record.EngineScratch;
import staunch.tls.record.PumpLimits;
import staunch.tls.record.RecordPump;

/** One end of a connection that is an engine behind our pump, used as a channel uses it. */
final class PumpEnd implements End {
    private final EngineScratch scratch;
    private final RecordPump pump;
    private final OutboundQueue staged;

    /**
     * @param pool the loop's, which outlives the connection
     * @param scratch the loop's too
     */
    PumpEnd(SSLEngine engine, BufferPool pool, EngineScratch scratch) {
        Ledger ledger = new Ledger();
        this.scratch = scratch;
        this.pump = new RecordPump(engine, PumpLimits.DEFAULT, pool, ledger);
        this.staged = new OutboundQueue(pool, ledger, Purpose.STAGED);
    }

    @Override
    public void begin() {
        pump.begin();
    }

    @Override
    public void advance(ByteBuffer in, ByteBuffer out) throws SSLException {
        while (true) {
            switch (pump.next()) {
                case RUN_TASK -> {
                    Runnable task = pump.takeTask();
                    if (task != null) {
                        task.run();
                        pump.taskDone();
                    }
                }
                case WRAP -> wrap(out);
                case EXCHANGE, UNWRAP -> {
                    if (!in.hasRemaining()) {
                        return;
                    }
                    open(in);
                }
                case AWAIT_TASK, DONE -> throw failure();
            }
        }
    }

    private void wrap(ByteBuffer wire) {
        try (EngineScratch.Frame frame = scratch.enter()) {
            pump.wrap(staged, false, Integer.MAX_VALUE, frame);
            wire.put(frame.target());
        }
    }

    @Override
    public boolean isOpen() {
        return pump.next() == RecordPump.Next.EXCHANGE;
    }

    /** Whether the handshake continued an earlier session. */
    boolean resumed() {
        return pump.resumed();
    }

    @Override
    public void seal(ByteBuffer source, ByteBuffer wire) throws SSLException {
        staged.append(source, source.remaining());
        while (!staged.isEmpty()) {
            wrap(wire);
            if (pump.failure() != null) {
                throw failure();
            }
        }
    }

    /** Opens one record; how many bytes were in it. */
    int open(ByteBuffer wire) throws SSLException {
        try (EngineScratch.Frame frame = scratch.enter()) {
            if (!pump.unwrap(wire, frame) || pump.failure() != null) {
                throw failure();
            }
            return frame.target().remaining();
        }
    }

    private SSLException failure() {
        return new SSLException("the pump is at " + pump.next(), pump.failure());
    }
}

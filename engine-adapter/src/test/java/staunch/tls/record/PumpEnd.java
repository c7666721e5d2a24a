package staunch.tls.record;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import staunch.reactor.memory.BufferPool;
import staunch.reactor.memory.LeakDetection;
import staunch.reactor.memory.Ledger;
import staunch.reactor.memory.OutboundQueue;
import staunch.reactor.memory.Purpose;
import staunch.tls.TestProvider;

/** One end of a connection in memory: a pump, what it received, and what it has for the wire. */
final class PumpEnd {
    final BufferPool pool = new BufferPool(64 << 20, 16 << 20, LeakDetection.STRICT);
    final Ledger ledger = new Ledger();
    final EngineScratch scratch;
    final RecordPump pump;
    final OutboundQueue staged = new OutboundQueue(pool, ledger, Purpose.STAGED);
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    boolean closeWhenSent;

    PumpEnd(SSLEngine engine) {
        this(engine, PumpLimits.DEFAULT, TestProvider.current().profile());
    }

    PumpEnd(SSLEngine engine, PumpLimits limits, EngineProfile profile) {
        this(engine, limits, profile, null);
    }

    PumpEnd(SSLEngine engine, RecordListener listener) {
        this(engine, PumpLimits.DEFAULT, EngineProfile.HEAP, listener);
    }

    private PumpEnd(SSLEngine engine, PumpLimits limits, EngineProfile profile, @Nullable RecordListener listener) {
        scratch = new EngineScratch(profile);
        pump = new RecordPump(engine, limits, pool, ledger, listener);
        pump.begin();
    }

    void write(byte[] bytes) {
        staged.append(ByteBuffer.wrap(bytes), bytes.length);
    }

    /** Tasks and wrapping, until the pump waits for the peer. */
    void drive() {
        while (true) {
            switch (pump.next()) {
                case RUN_TASK -> {
                    Runnable task = pump.takeTask();
                    if (task == null) {
                        return;
                    }
                    task.run();
                    pump.taskDone();
                }
                case WRAP -> wrap();
                case EXCHANGE -> {
                    if (staged.pendingBytes() > 0 && pump.canSendData()) {
                        wrap();
                    } else if (closeWhenSent && !pump.outputClosed()) {
                        pump.closeOutput();
                    } else {
                        return;
                    }
                }
                case AWAIT_TASK, UNWRAP, DONE -> {
                    return;
                }
            }
        }
    }

    private void wrap() {
        try (EngineScratch.Frame frame = scratch.enter()) {
            pump.wrap(staged, false, Integer.MAX_VALUE, frame);
            toWire(frame.target());
        }
    }

    private void toWire(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        wire.writeBytes(copy);
    }

    /** A piece from the wire, direct as from a socket. */
    void arrive(byte[] bytes, int from, int length) {
        ByteBuffer in =
                ByteBuffer.allocateDirect(length).put(bytes, from, length).flip();
        boolean more = true;
        while (more) {
            drive();
            try (EngineScratch.Frame frame = scratch.enter()) {
                more = pump.unwrap(in, frame);
                ByteBuffer plaintext = frame.target();
                byte[] copy = new byte[plaintext.remaining()];
                plaintext.get(copy);
                received.writeBytes(copy);
            }
        }
        if (in.hasRemaining()) {
            pump.keep(in);
        }
        drive();
    }

    byte[] takeWire() {
        byte[] bytes = wire.toByteArray();
        wire.reset();
        return bytes;
    }
}

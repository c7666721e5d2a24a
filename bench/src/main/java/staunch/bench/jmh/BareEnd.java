package staunch.bench.jmh;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import staunch.tls.record.EngineProfile;

/** One end of a connection that is an engine and nothing else: what everything of ours is measured against. */
final class BareEnd implements End {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final ByteBuffer plaintext;

    /** @param plaintext where what it opens goes; its owner's, and overwritten each time */
    BareEnd(SSLEngine engine, ByteBuffer plaintext) {
        this.engine = engine;
        this.plaintext = plaintext;
    }

    /** A buffer of the kind that engines of this profile work on best. */
    static ByteBuffer buffer(EngineProfile side, int bytes) {
        return side == EngineProfile.DIRECT ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
    }

    @Override
    public void begin() throws SSLException {
        engine.beginHandshake();
    }

    @Override
    public void advance(ByteBuffer in, ByteBuffer out) throws SSLException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> engine.wrap(NOTHING, out);
                default -> {
                    if (!in.hasRemaining()) {
                        return;
                    }
                    require(engine.unwrap(in, plaintext.clear()));
                }
            }
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    @Override
    public boolean isOpen() {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    @Override
    public void seal(ByteBuffer source, ByteBuffer wire) throws SSLException {
        do {
            require(engine.wrap(source, wire));
        } while (source.hasRemaining());
    }

    /** Opens one record; how many bytes were in it. */
    int open(ByteBuffer wire) throws SSLException {
        return require(engine.unwrap(wire, plaintext.clear())).bytesProduced();
    }

    private static SSLEngineResult require(SSLEngineResult result) throws SSLException {
        if (result.getStatus() != SSLEngineResult.Status.OK) {
            throw new SSLException("the engine says " + result);
        }
        return result;
    }
}

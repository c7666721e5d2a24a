package staunch.tls.record;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** An engine that gives one answer to every wrap and one to every unwrap, until a test has another one, and fails when called too often. */
final class ScriptedEngine extends SSLEngine {
    /** One answer: its status, the handshake status it leaves behind, and whether it takes or gives a byte. */
    record Answer(SSLEngineResult.Status status, HandshakeStatus handshake, boolean consumes, boolean produces) {}

    private final Answer wrapAnswer;
    private final int maxCalls;
    private final SSLSession session;
    Answer unwrapAnswer;
    HandshakeStatus handshakeStatus;

    @Nullable
    Runnable task;

    boolean taskOut;
    int calls;

    ScriptedEngine(Answer wrapAnswer, Answer unwrapAnswer, HandshakeStatus begin, int maxCalls, SSLSession session) {
        this.wrapAnswer = wrapAnswer;
        this.unwrapAnswer = unwrapAnswer;
        this.handshakeStatus = begin;
        this.maxCalls = maxCalls;
        this.session = session;
    }

    private void called() {
        if (taskOut) {
            throw new AssertionError("the engine was called while a task was out");
        }
        if (++calls > maxCalls) {
            throw new AssertionError("the pump spins: " + calls + " calls");
        }
    }

    private SSLEngineResult answer(Answer answer, int consumed, int produced) {
        handshakeStatus =
                answer.handshake == HandshakeStatus.FINISHED ? HandshakeStatus.NOT_HANDSHAKING : answer.handshake;
        return new SSLEngineResult(answer.status, answer.handshake, consumed, produced);
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target) {
        called();
        int consumed = wrapAnswer.consumes && sources[offset].hasRemaining() ? 1 : 0;
        sources[offset].position(sources[offset].position() + consumed);
        if (wrapAnswer.produces) {
            target.put(new byte[] {23, 3, 3, 0, 1, 0});
        }
        return answer(wrapAnswer, consumed, wrapAnswer.produces ? 6 : 0);
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length) {
        called();
        int consumed = unwrapAnswer.consumes ? source.remaining() : 0;
        source.position(source.position() + consumed);
        if (unwrapAnswer.produces) {
            targets[offset].put((byte) 1);
        }
        return answer(unwrapAnswer, consumed, unwrapAnswer.produces ? 1 : 0);
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        called();
        return task;
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        if (taskOut) {
            throw new AssertionError("the engine was asked while a task was out");
        }
        return handshakeStatus;
    }

    @Override
    public SSLSession getSession() {
        return session;
    }

    @Override
    public void beginHandshake() throws SSLException {}

    @Override
    public void closeInbound() {}

    @Override
    public boolean isInboundDone() {
        return false;
    }

    @Override
    public void closeOutbound() {}

    @Override
    public boolean isOutboundDone() {
        return false;
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return new String[0];
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return new String[0];
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {}

    @Override
    public String[] getSupportedProtocols() {
        return new String[0];
    }

    @Override
    public String[] getEnabledProtocols() {
        return new String[0];
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {}

    @Override
    public void setUseClientMode(boolean mode) {}

    @Override
    public boolean getUseClientMode() {
        return true;
    }

    @Override
    public void setNeedClientAuth(boolean need) {}

    @Override
    public boolean getNeedClientAuth() {
        return false;
    }

    @Override
    public void setWantClientAuth(boolean want) {}

    @Override
    public boolean getWantClientAuth() {
        return false;
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {}

    @Override
    public boolean getEnableSessionCreation() {
        return true;
    }
}

package staunch.bench.jmh;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import staunch.reactor.memory.BufferPool;
import staunch.tls.pki.KeyType;
import staunch.tls.record.EngineProfile;
import staunch.tls.record.EngineScratch;

/** Two open connections with records of one size: one whose receiver is a bare engine, and one with our pump. */
@State(Scope.Thread)
public class RecordShape {
    /** How many records are sealed ahead, to be opened in one invocation: its clock and its preparation count little then. */
    static final int BATCH = 32;

    private static final int RECORD_ROOM_BYTES = 17 << 10;

    /** Of the engines; those that are there are filled in. */
    @Param({"SunJSSE"})
    public String provider = "SunJSSE";

    /** How much plaintext. With SunJSSE and TLS 1.3 the last is two records, the second with 17 bytes. */
    @Param({"100", "1024", "16384"})
    public int bytes = 1024;

    /** The buffers that the engine works on. */
    @Param({"HEAP", "DIRECT"})
    public EngineProfile side = EngineProfile.HEAP;

    /** The server, under a bare engine. */
    BareEnd bare;

    /** The server, behind the pump. */
    PumpEnd pumped;

    /** What is to be sealed: on the engine's side for the bare one, and in the application's array for the pump. */
    ByteBuffer bareSource;

    ByteBuffer pumpSource;

    /** Where sealed records go to: the engine's side, and for the pump the socket's, which is direct. */
    ByteBuffer bareWire;

    ByteBuffer pumpWire;

    private BareEnd bareClient;
    private BareEnd pumpedClient;
    private ByteBuffer sealed;

    /** Makes the connections. */
    @Setup
    public void connect() throws SSLException {
        EnginePair engines = new EnginePair(provider, KeyType.EC_P256, "TLSv1.3");
        Pair pair = new Pair();
        ByteBuffer plaintext = BareEnd.buffer(side, RECORD_ROOM_BYTES);
        bareClient = new BareEnd(engines.client(), plaintext);
        bare = new BareEnd(engines.server(), plaintext);
        pair.shakeHands(bareClient, bare);
        pumpedClient = new BareEnd(engines.client(), plaintext);
        pumped = new PumpEnd(engines.server(), new BufferPool(), new EngineScratch(side));
        pair.shakeHands(pumpedClient, pumped);

        bareSource = BareEnd.buffer(side, bytes);
        pumpSource = ByteBuffer.allocate(bytes);
        sealed = BareEnd.buffer(side, 2 * BATCH * RECORD_ROOM_BYTES);
        bareWire = BareEnd.buffer(side, 2 * BATCH * RECORD_ROOM_BYTES);
        pumpWire = ByteBuffer.allocateDirect(2 * BATCH * RECORD_ROOM_BYTES);
    }

    /** Has the client of the bare server seal a batch for it. */
    void sealForBare() throws SSLException {
        fill(bareClient, bareWire);
    }

    /** Has the client of the server behind the pump seal a batch for it. */
    void sealForPump() throws SSLException {
        fill(pumpedClient, pumpWire);
    }

    private void fill(BareEnd client, ByteBuffer wire) throws SSLException {
        sealed.clear();
        for (int i = 0; i < BATCH; i++) {
            client.seal(bareSource.clear(), sealed);
        }
        wire.clear().put(sealed.flip()).flip();
    }
}

package staunch.http;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import staunch.tls.pki.Identity;

/** Two engines of the JDK that talk without anything between them: what TLS costs by itself. */
final class BareEngines {
    private static final int ROOM_BYTES = 20_000;
    private static final int HANDSHAKE_TURNS = 10;
    private static final char[] NO_PASSWORD = {};

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final ByteBuffer wire = ByteBuffer.allocate(ROOM_BYTES);
    private final ByteBuffer plain = ByteBuffer.allocate(ROOM_BYTES);
    private final SSLContext clientContext;
    private final SSLEngine client;
    private final SSLEngine server;

    BareEngines(Identity identity, X509Certificate authority) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        Certificate[] chain = identity.chain().toArray(new Certificate[0]);
        keys.setKeyEntry("server", identity.privateKey(), NO_PASSWORD, chain);
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(keys, NO_PASSWORD);
        SSLContext serverContext = SSLContext.getInstance("TLS");
        serverContext.init(keyManagers.getKeyManagers(), null, null);

        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("root", authority);
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
        trustManagers.init(trusted);
        clientContext = SSLContext.getInstance("TLS");
        clientContext.init(null, trustManagers.getTrustManagers(), null);

        client = clientContext.createSSLEngine();
        client.setUseClientMode(true);
        server = serverContext.createSSLEngine();
        server.setUseClientMode(false);
    }

    /** That of a client that trusts the authority. */
    SSLContext clientContext() {
        return clientContext;
    }

    /** What the server's engine allocates for taking one record and making another. */
    double serverBytesForEach(byte[] request, byte[] answer, int warmUp, int exchanges) throws SSLException {
        shakeHands();
        exchange(ByteBuffer.wrap(request), ByteBuffer.wrap(answer), warmUp);
        return (double) exchange(ByteBuffer.wrap(request), ByteBuffer.wrap(answer), exchanges) / exchanges;
    }

    private void shakeHands() throws SSLException {
        ByteBuffer toServer = ByteBuffer.allocate(ROOM_BYTES);
        ByteBuffer toClient = ByteBuffer.allocate(ROOM_BYTES);
        // The tickets that the server sends behind its handshake come with the next turns.
        for (int turn = 0; turn < HANDSHAKE_TURNS; turn++) {
            advance(client, toClient, toServer);
            advance(server, toServer, toClient);
        }
    }

    private void advance(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        runTasks(engine);
        in.flip();
        while (in.hasRemaining() && engine.unwrap(in, plain.clear()).bytesConsumed() > 0) {
            runTasks(engine);
        }
        in.compact();
        while (engine.wrap(ByteBuffer.allocate(0), out).bytesProduced() > 0) {
            runTasks(engine);
        }
    }

    /** How many bytes the server allocated. */
    private long exchange(ByteBuffer question, ByteBuffer reply, int exchanges) throws SSLException {
        long bytes = 0;
        for (int i = 0; i < exchanges; i++) {
            client.wrap(question.rewind(), wire.clear());
            wire.flip();
            long before = threads.getCurrentThreadAllocatedBytes();
            server.unwrap(wire, plain.clear());
            server.wrap(reply.rewind(), wire.clear());
            bytes += threads.getCurrentThreadAllocatedBytes() - before;
            client.unwrap(wire.flip(), plain.clear());
            if (plain.position() != reply.capacity()) {
                throw new SSLException("not what was sent: " + plain);
            }
        }
        return bytes;
    }

    private static void runTasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}

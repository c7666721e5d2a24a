package staunch.bench.peer;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Our HTTP on SunJSSE's blocking sockets: only how it waits differs from ours. */
final class BlockingPeer {
    private BlockingPeer() {}

    /** A thread of the system for each connection, kept for the next one. */
    static ExecutorService platformThreads() {
        return Executors.newCachedThreadPool();
    }

    /** A virtual thread for each connection: by name, as the sources are for a JDK that has none. */
    static ExecutorService virtualThreads() {
        MethodType type = MethodType.methodType(ExecutorService.class);
        try {
            return (ExecutorService) MethodHandles.lookup()
                    .findStatic(Executors.class, "newVirtualThreadPerTaskExecutor", type)
                    .invokeExact();
        } catch (Throwable missing) {
            throw new IllegalStateException("virtual threads need JDK 21 or newer", missing);
        }
    }

    static int start(PeerSettings settings, ExecutorService threads) throws IOException, GeneralSecurityException {
        SSLServerSocket listener = (SSLServerSocket) PeerTls.context(settings.identity())
                .getServerSocketFactory()
                .createServerSocket(
                        0, PeerSettings.BACKLOG, PeerSettings.address().getAddress());
        listener.setEnabledProtocols(PeerTls.versions());
        new Thread(() -> acceptAll(listener, threads), "acceptor").start();
        return listener.getLocalPort();
    }

    private static void acceptAll(SSLServerSocket listener, ExecutorService threads) {
        try {
            while (true) {
                SSLSocket socket = (SSLSocket) listener.accept();
                socket.setTcpNoDelay(true);
                threads.execute(new BlockingConnection(socket));
            }
        } catch (IOException | OutOfMemoryError failure) {
            // Out of files or of threads. A figure of a server that serves on without listening would be worth nothing.
            System.err.println("no more connections can be accepted: " + failure);
            Runtime.getRuntime().halt(1);
        }
    }
}

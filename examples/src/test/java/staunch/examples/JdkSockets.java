package staunch.examples;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import staunch.tls.TlsVersion;
import staunch.tls.pki.Identity;

/** The JDK's blocking sockets, one identity and one memory for sessions. */
final class JdkSockets {
    private static final int LIMIT_MILLIS = 30_000;

    private final SSLContext context;

    JdkSockets(InteropPapers papers, TestAuthority.PemFiles identity) throws GeneralSecurityException, IOException {
        Identity own = InteropPapers.identity(identity);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("own", own.privateKey(), new char[0], own.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(keys, new char[0]);
        context = SSLContext.getInstance("TLS");
        context.init(
                factory.getKeyManagers(), new TrustManager[] {papers.trust().trustManager()}, null);
    }

    SSLContext context() {
        return context;
    }

    SSLSocket connect(int port, TlsVersion version) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {version.protocolName()});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(LIMIT_MILLIS);
        return socket;
    }

    SSLServerSocket listen(TlsVersion version) throws IOException {
        SSLServerSocket socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setEnabledProtocols(new String[] {version.protocolName()});
        socket.setNeedClientAuth(true);
        return socket;
    }

    /** Sends from another thread, since the answer comes meanwhile, and reads until the peer ends. */
    byte[] talk(SSLSocket socket, byte[] data, boolean endsFirst) throws IOException, InterruptedException {
        Thread writer = new Thread(() -> {
            try {
                socket.getOutputStream().write(data);
                if (endsFirst) {
                    socket.shutdownOutput();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.start();
        byte[] answer = socket.getInputStream().readAllBytes();
        writer.join(LIMIT_MILLIS);
        return answer;
    }

    /** Answers one client after the other, each from one thread, until the socket is closed. */
    void serve(SSLServerSocket listening, boolean endsFirst) {
        try {
            while (true) {
                try (SSLSocket socket = (SSLSocket) listening.accept()) {
                    socket.setSoTimeout(LIMIT_MILLIS);
                    answer(socket.getInputStream(), socket.getOutputStream(), endsFirst);
                }
            }
        } catch (IOException closed) {
            // The test is over; it judges by what its client got.
        }
    }

    private static void answer(InputStream in, OutputStream out, boolean endsFirst) throws IOException {
        if (endsFirst) {
            out.write(in.readAllBytes());
            return;
        }
        byte[] piece = new byte[10_000];
        for (int left = InteropPapers.DATA_BYTES; left > 0; ) {
            int got = in.read(piece, 0, Math.min(piece.length, left));
            out.write(piece, 0, got);
            left -= got;
        }
    }
}

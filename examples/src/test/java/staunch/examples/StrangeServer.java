package staunch.examples;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLServerSocket;
import staunch.tls.TlsVersion;

/** TLS servers that are not ours. Each requires a certificate, and sends back what comes. */
enum StrangeServer {
    /** Has no echo; it sends what it reads and prints what it gets, and so a pipe joins the two. */
    OPENSSL {
        @Override
        Running start(InteropPapers papers, TlsVersion version, boolean clientEndsFirst) throws Exception {
            Path pipe = papers.folder.resolve("pipe");
            ExternalProgram.onPath("openssl");
            ExternalProgram.onPath("mkfifo").run(pipe.toString()).expectSuccess();
            int port = freePort();
            String command = String.join(
                    " ",
                    "exec 3<>'" + pipe + "'; exec openssl s_server -quiet -verify_return_error -Verify 1 -accept",
                    "127.0.0.1:" + port,
                    "-tls" + number(version).replace('.', '_'),
                    "-CAfile '" + papers.authority.file() + "'",
                    "-cert_chain '" + papers.server.chain() + "'",
                    "-cert '" + papers.server.chain() + "'",
                    "-key '" + papers.server.key() + "'",
                    "<&3 >&3");
            RunningProgram program = RunningProgram.start(ExternalProgram.onPath("sh"), "-c", command);
            awaitListener(port);
            return new Running(port, program::close);
        }
    },

    GNUTLS {
        @Override
        Running start(InteropPapers papers, TlsVersion version, boolean clientEndsFirst) throws Exception {
            ExternalProgram server = ExternalProgram.onPath("gnutls-serv");
            int port = freePort();
            RunningProgram program = RunningProgram.start(
                    server,
                    "--echo",
                    "--require-client-cert",
                    "--priority=NORMAL:-VERS-ALL:+VERS-TLS" + number(version),
                    "--x509cafile=" + papers.authority.file(),
                    "--x509certfile=" + papers.server.chain(),
                    "--x509keyfile=" + papers.server.key(),
                    "--port=" + port);
            program.await("port " + port + "\\.\\.\\.done");
            return new Running(port, program::close);
        }
    },

    PYTHON {
        @Override
        Running start(InteropPapers papers, TlsVersion version, boolean clientEndsFirst) throws Exception {
            return script(ExternalProgram.onPath("python3"), "peer.py", papers, version, clientEndsFirst);
        }
    },

    NODE {
        @Override
        Running start(InteropPapers papers, TlsVersion version, boolean clientEndsFirst) throws Exception {
            return script(ExternalProgram.onPath("node", "nodejs"), "peer.js", papers, version, clientEndsFirst);
        }
    },

    JDK {
        @Override
        Running start(InteropPapers papers, TlsVersion version, boolean clientEndsFirst) throws Exception {
            JdkSockets sockets = new JdkSockets(papers, papers.server);
            SSLServerSocket listening = sockets.listen(version);
            Thread thread = new Thread(() -> sockets.serve(listening, clientEndsFirst), "jdk server");
            thread.setDaemon(true);
            thread.start();
            return new Running(listening.getLocalPort(), listening);
        }
    };

    /**
     * A server that listens.
     *
     * @param port where, on loopback
     * @param end ends it
     */
    record Running(int port, Closeable end) implements Closeable {
        @Override
        public void close() throws IOException {
            end.close();
        }
    }

    /**
     * Starts it.
     *
     * @param clientEndsFirst answers only when the client has ended its direction
     */
    abstract Running start(InteropPapers papers, TlsVersion version, boolean clientEndsFirst) throws Exception;

    private static String number(TlsVersion version) {
        return version.protocolName().substring("TLSv".length());
    }

    private static Running script(
            ExternalProgram interpreter, String name, InteropPapers papers, TlsVersion version, boolean clientEndsFirst)
            throws Exception {
        List<String> arguments = StrangeClient.scriptArguments("server", name, papers, version, clientEndsFirst);
        RunningProgram program = RunningProgram.start(interpreter, arguments.toArray(String[]::new));
        return new Running(
                Integer.parseInt(program.await("^listening on (\\d+)$").group(1)), program::close);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** For a server that does not say when it listens. The connection by which that is seen is one it can do without. */
    static void awaitListener(int port) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 600; attempt++) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (ConnectException notYet) {
                Thread.sleep(50);
            }
        }
        fail("nobody listens on port " + port);
    }
}

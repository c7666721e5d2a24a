package staunch.examples;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLSocket;
import staunch.tls.TlsVersion;

/** TLS clients that are not ours. Each shows its certificate, requires ours, and connects twice to resume a session. */
enum StrangeClient {
    OPENSSL {
        @Override
        byte[] talk(InteropPapers papers, int port, TlsVersion version, boolean endsFirst) throws Exception {
            ExternalProgram client = ExternalProgram.onPath("openssl")
                    .fed(papers.dataFile)
                    .first(
                            "s_client",
                            "-quiet",
                            "-verify_return_error",
                            "-tls" + number(version).replace('.', '_'),
                            "-connect",
                            "127.0.0.1:" + port,
                            "-servername",
                            InteropPapers.HOST,
                            "-verify_hostname",
                            InteropPapers.HOST,
                            "-CAfile",
                            papers.authority.file().toString(),
                            "-cert",
                            papers.client.chain(),
                            "-key",
                            papers.client.key());
            Path session = papers.folder.resolve("session");
            ByteArrayOutputStream answers = new ByteArrayOutputStream();
            for (String use : List.of("-sess_out", "-sess_in")) {
                Path answer = papers.folder.resolve("answer");
                client.runInto(answer, use, session.toString()).expectSuccess();
                answers.writeBytes(Files.readAllBytes(answer));
            }
            return answers.toByteArray();
        }
    },

    /** At the end of its input it ends its direction, and goes on reading. */
    GNUTLS {
        @Override
        int sends() {
            return 1;
        }

        @Override
        byte[] talk(InteropPapers papers, int port, TlsVersion version, boolean endsFirst) throws Exception {
            Path answer = papers.folder.resolve("answer");
            ExternalProgram.onPath("gnutls-cli")
                    .fed(papers.dataFile)
                    .runInto(
                            answer,
                            "--resume",
                            "--waitresumption",
                            "--logfile=" + papers.folder.resolve("gnutls-cli.log"),
                            "--priority=NORMAL:-VERS-ALL:+VERS-TLS" + number(version),
                            "--sni-hostname=" + InteropPapers.HOST,
                            "--verify-hostname=" + InteropPapers.HOST,
                            "--x509cafile=" + papers.authority.file(),
                            "--x509certfile=" + papers.client.chain(),
                            "--x509keyfile=" + papers.client.key(),
                            "--port=" + port,
                            "127.0.0.1")
                    .expectSuccess();
            return Files.readAllBytes(answer);
        }
    },

    PYTHON {
        @Override
        byte[] talk(InteropPapers papers, int port, TlsVersion version, boolean endsFirst) throws Exception {
            return script(ExternalProgram.onPath("python3"), "peer.py", papers, port, version, endsFirst);
        }
    },

    NODE {
        @Override
        byte[] talk(InteropPapers papers, int port, TlsVersion version, boolean endsFirst) throws Exception {
            return script(ExternalProgram.onPath("node", "nodejs"), "peer.js", papers, port, version, endsFirst);
        }
    },

    JDK {
        @Override
        byte[] talk(InteropPapers papers, int port, TlsVersion version, boolean endsFirst) throws Exception {
            ByteArrayOutputStream answers = new ByteArrayOutputStream();
            JdkSockets sockets = new JdkSockets(papers, papers.client);
            for (int i = 0; i < 2; i++) {
                try (SSLSocket socket = sockets.connect(port, version)) {
                    answers.writeBytes(sockets.talk(socket, papers.data(), endsFirst));
                }
            }
            return answers.toByteArray();
        }
    };

    /** On how many of its two connections it sends; if on one, on the second. */
    int sends() {
        return 2;
    }

    /**
     * Sends the data on two connections, of which the second resumes the session of the first.
     *
     * @param endsFirst ends its direction behind the data, and only then reads
     * @return all that came back
     */
    abstract byte[] talk(InteropPapers papers, int port, TlsVersion version, boolean endsFirst) throws Exception;

    private static String number(TlsVersion version) {
        return version.protocolName().substring("TLSv".length());
    }

    private static byte[] script(
            ExternalProgram interpreter,
            String name,
            InteropPapers papers,
            int port,
            TlsVersion version,
            boolean endsFirst)
            throws Exception {
        Path answer = papers.folder.resolve("answer");
        List<String> arguments = new ArrayList<>(scriptArguments("client", name, papers, version, endsFirst));
        arguments.addAll(List.of("" + port, papers.dataFile.toString(), answer.toString()));
        interpreter.run(arguments.toArray(String[]::new)).expectSuccess();
        return Files.readAllBytes(answer);
    }

    /** What both roles of {@code peer.py} and {@code peer.js} are called with. */
    static List<String> scriptArguments(
            String role, String script, InteropPapers papers, TlsVersion version, boolean endsFirst) throws Exception {
        TestAuthority.PemFiles own = role.equals("client") ? papers.client : papers.server;
        return Arrays.asList(
                papers.script(script).toString(),
                role,
                number(version),
                papers.authority.file().toString(),
                own.chain(),
                own.key(),
                "" + InteropPapers.DATA_BYTES,
                "" + endsFirst);
    }
}

package staunch.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** One connection of the JDK's to a peer; reads what comes as plainly as can be. */
final class PeerClient implements AutoCloseable {
    private static final int LIMIT_MILLIS = 60_000;

    record Answer(int status, Map<String, String> fields, byte[] body) {}

    private final SSLSocket socket;
    private final InputStream input;

    PeerClient(InetSocketAddress address) throws Exception {
        socket = (SSLSocket) context().getSocketFactory().createSocket(address.getAddress(), address.getPort());
        socket.setSoTimeout(LIMIT_MILLIS);
        input = new BufferedInputStream(socket.getInputStream());
    }

    private static SSLContext context() throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", PeerProcess.AUTHORITY.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: " + PeerProcess.HOST + "\r\n\r\n";
    }

    Answer ask(String request) throws IOException {
        send(request);
        return read();
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    Answer read() throws IOException {
        String line = readLine();
        assertTrue(line.startsWith("HTTP/1.1 "), line);
        int status = Integer.parseInt(line.substring(9, 12));
        Map<String, String> fields = new TreeMap<>();
        for (line = readLine(); !line.isEmpty(); line = readLine()) {
            String[] field = line.split(": ", 2);
            fields.put(field[0].toLowerCase(Locale.ROOT), field[1]);
        }
        int length = Integer.parseInt(fields.get("content-length"));
        byte[] body = input.readNBytes(length);
        assertEquals(length, body.length);
        return new Answer(status, fields, body);
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        int octet = input.read();
        while (octet != '\n') {
            assertTrue(octet >= 0, "the end of the stream inside a head");
            line.append((char) octet);
            octet = input.read();
        }
        assertEquals('\r', line.charAt(line.length() - 1));
        line.setLength(line.length() - 1);
        return line.toString();
    }

    boolean isEnded() throws IOException {
        return input.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

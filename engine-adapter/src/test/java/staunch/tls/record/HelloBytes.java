package staunch.tls.record;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes ClientHellos by hand: each field can be wrong. */
public final class HelloBytes {
    static final int SERVER_NAME = 0;
    static final int SUPPORTED_GROUPS = 10;
    static final int SIGNATURE_ALGORITHMS = 13;
    static final int APPLICATION_PROTOCOLS = 16;
    static final int PRE_SHARED_KEY = 41;
    static final int SUPPORTED_VERSIONS = 43;
    static final int SIGNATURE_ALGORITHMS_CERT = 50;
    static final int KEY_SHARE = 51;
    static final int ENCRYPTED_CLIENT_HELLO = 0xfe0d;
    static final int X25519_MLKEM768 = 0x11ec;
    static final int X25519_MLKEM768_BYTES = 1216;

    private int version = 0x0303;
    private byte[] sessionId = new byte[32];
    private byte[] suites = shorts(0x1301, 0x1302, 0xc02f);
    private byte[] compression = {0};
    private final List<byte[]> extensions = new ArrayList<>();

    HelloBytes version(int code) {
        version = code;
        return this;
    }

    HelloBytes sessionId(int bytes) {
        sessionId = new byte[bytes];
        return this;
    }

    public HelloBytes suites(byte[] list) {
        suites = list;
        return this;
    }

    HelloBytes compression(int... methods) {
        compression = bytes(methods);
        return this;
    }

    HelloBytes extension(int type, byte[] content) {
        extensions.add(concat(shorts(type), vector16(content)));
        return this;
    }

    public HelloBytes serverName(String name) {
        return serverName(0, name.getBytes(StandardCharsets.ISO_8859_1));
    }

    HelloBytes serverName(int type, byte[] name) {
        return extension(SERVER_NAME, vector16(concat(bytes(type), vector16(name))));
    }

    public HelloBytes protocols(String... names) {
        byte[] list = {};
        for (String name : names) {
            list = concat(list, vector8(name.getBytes(StandardCharsets.ISO_8859_1)));
        }
        return extension(APPLICATION_PROTOCOLS, vector16(list));
    }

    public HelloBytes supportedVersions(int... codes) {
        return extension(SUPPORTED_VERSIONS, vector8(shorts(codes)));
    }

    public HelloBytes groups(int... codes) {
        return extension(SUPPORTED_GROUPS, vector16(shorts(codes)));
    }

    public HelloBytes signatureSchemes(int... codes) {
        return extension(SIGNATURE_ALGORITHMS, vector16(shorts(codes)));
    }

    public HelloBytes certificateSignatureSchemes(int... codes) {
        return extension(SIGNATURE_ALGORITHMS_CERT, vector16(shorts(codes)));
    }

    /** Pairs of a group and the length of its share. */
    @SafeVarargs
    final HelloBytes keyShares(Map.Entry<Integer, Integer>... shares) {
        byte[] list = {};
        for (Map.Entry<Integer, Integer> share : shares) {
            list = concat(list, shorts(share.getKey()), vector16(new byte[share.getValue()]));
        }
        return extension(KEY_SHARE, vector16(list));
    }

    /** What a browser of today sends: GREASE, a post-quantum key share, ECH. */
    static HelloBytes modern() {
        return new HelloBytes()
                .suites(shorts(0x4a4a, 0x1301, 0xc02b, 0x1234))
                .extension(0x2a2a, bytes())
                .serverName("Example.Test")
                .protocols("h2", "http/1.1")
                .supportedVersions(0x8a8a, 0x0304, 0x0303)
                .groups(0x3a3a, X25519_MLKEM768, 0x001d, 0x0017)
                .signatureSchemes(0x0403, 0x0804)
                .extension(ENCRYPTED_CLIENT_HELLO, new byte[200])
                .keyShares(
                        Map.entry(0x3a3a, 1), Map.entry(X25519_MLKEM768, X25519_MLKEM768_BYTES), Map.entry(0x001d, 32))
                .extension(0xdada, bytes(0))
                .extension(PRE_SHARED_KEY, new byte[100]);
    }

    /** Without extensions, as before RFC 3546. */
    byte[] ancientBody() {
        return concat(shorts(version), new byte[32], vector8(sessionId), vector16(suites), vector8(compression));
    }

    byte[] body() {
        return concat(ancientBody(), vector16(concat(extensions.toArray(byte[][]::new))));
    }

    /** The message with its header. */
    byte[] message() {
        return message(1, body());
    }

    static byte[] message(int type, byte[] body) {
        return concat(bytes(type, body.length >> 16, body.length >> 8, body.length), body);
    }

    /** In one record. */
    public byte[] wire() {
        return records(message(), 1 << 14);
    }

    static byte[] records(byte[] message, int pieceBytes) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (int at = 0; at < message.length; at += pieceBytes) {
            int count = Math.min(pieceBytes, message.length - at);
            wire.writeBytes(bytes(22, 3, 1, count >> 8, count));
            wire.write(message, at, count);
        }
        return wire.toByteArray();
    }

    static byte[] vector8(byte[] content) {
        return concat(bytes(content.length), content);
    }

    static byte[] vector16(byte[] content) {
        return concat(shorts(content.length), content);
    }

    public static byte[] shorts(int... codes) {
        ByteBuffer list = ByteBuffer.allocate(2 * codes.length);
        for (int code : codes) {
            list.putShort((short) code);
        }
        return list.array();
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }
}

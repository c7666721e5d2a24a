package staunch.examples.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import staunch.http.Exchange;
import staunch.http.Response;
import staunch.http.codec.Method;
import staunch.http.codec.RequestHead;
import staunch.http.codec.Status;
import staunch.reactor.ChannelHandler;

/** How HTTP becomes a WebSocket (RFC 6455 §4.2). */
final class WebSocketHandshake {
    private static final String VERSION = "13";
    private static final int KEY_BYTES = 16;
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private WebSocketHandshake() {}

    /** Hands the connection over to {@code socket}, or answers what is wrong with the request. */
    static void answer(Exchange exchange, ChannelHandler socket) {
        RequestHead request = exchange.request();
        String key = request.field("Sec-WebSocket-Key").orElse("");
        if (!request.method().equals(Method.GET) || !request.asksForUpgradeTo("websocket")) {
            exchange.respond(Response.of(Status.UPGRADE_REQUIRED, "text/plain", "This is a WebSocket.\n")
                    .with("Connection", "Upgrade")
                    .with("Upgrade", "websocket"));
        } else if (!request.field("Sec-WebSocket-Version").equals(Optional.of(VERSION))) {
            exchange.respond(Response.of(Status.UPGRADE_REQUIRED).with("Sec-WebSocket-Version", VERSION));
        } else if (!isKey(key)) {
            exchange.fail(Status.BAD_REQUEST, "Sec-WebSocket-Key must be 16 bytes in Base64");
        } else {
            exchange.upgrade(Response.switchingTo("websocket").with("Sec-WebSocket-Accept", accept(key)), socket);
        }
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /** Proves that the request was read as one for a WebSocket. */
    static String accept(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}

package staunch.examples.websocket;

/** The peer broke the protocol, or a bound: the connection ends with this code. */
final class WebSocketException extends Exception {
    private static final long serialVersionUID = 1L;

    final int closeCode;

    WebSocketException(int closeCode, String message) {
        super(message);
        this.closeCode = closeCode;
    }
}

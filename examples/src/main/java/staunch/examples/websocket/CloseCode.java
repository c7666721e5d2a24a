package staunch.examples.websocket;

/** Why a connection ends (RFC 6455 §7.4): the codes that are sent here, and which may be received. */
final class CloseCode {
    static final int NORMAL = 1000;
    static final int GOING_AWAY = 1001;
    static final int PROTOCOL_ERROR = 1002;
    static final int INVALID_DATA = 1007;
    static final int TOO_BIG = 1009;

    private CloseCode() {}

    /** Whether a peer may send it: those that are registered, or for applications; 1004 to 1006 never travel. */
    static boolean isAllowed(int code) {
        boolean isRegistered = (code >= NORMAL && code <= 1003) || (code >= INVALID_DATA && code <= 1014);
        return isRegistered || (code >= 3000 && code <= 4999);
    }
}

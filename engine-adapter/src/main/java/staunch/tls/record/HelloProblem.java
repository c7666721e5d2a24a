package staunch.tls.record;

/**
 * Why the first bytes of a connection are no usable ClientHello.
 *
 * @param outcome {@link ClientHelloParser.Outcome#NOT_TLS}, {@code MALFORMED} or {@code TOO_LARGE}
 * @param looksLike what the peer seems to speak
 * @param alert what to tell the peer, if it speaks TLS
 * @param message one line for a person: what was expected, what came
 */
public record HelloProblem(ClientHelloParser.Outcome outcome, LooksLike looksLike, Alert alert, String message) {
    /** What the peer seems to speak. */
    public enum LooksLike {
        /** TLS, but not as the RFCs want it. */
        TLS,
        /** HTTP without TLS: a request's method, or {@code HTTP/1.1}. */
        PLAIN_HTTP,
        /** SSL 2.0, or a client that begins with its hello for the sake of servers of the nineties. */
        SSL2,
        /** Nothing came, or not enough to tell. */
        SILENCE,
        /** Nothing that is known here. */
        UNKNOWN
    }

    static HelloProblem notTls(LooksLike looksLike, String message) {
        Alert alert = looksLike == LooksLike.SSL2 ? Alert.PROTOCOL_VERSION : Alert.UNEXPECTED_MESSAGE;
        return new HelloProblem(ClientHelloParser.Outcome.NOT_TLS, looksLike, alert, message);
    }

    /** The client has sent nothing for so long, or too few bytes that are no beginning of a hello. */
    public static HelloProblem silent(long millis) {
        return notTls(LooksLike.SILENCE, "no beginning of a ClientHello within " + millis + " ms");
    }

    static HelloProblem malformed(Alert alert, String what) {
        return new HelloProblem(
                ClientHelloParser.Outcome.MALFORMED, LooksLike.TLS, alert, "malformed ClientHello: " + what);
    }

    static HelloProblem tooLarge() {
        return new HelloProblem(
                ClientHelloParser.Outcome.TOO_LARGE,
                LooksLike.TLS,
                Alert.ILLEGAL_PARAMETER,
                "a ClientHello of more than " + ClientHelloParser.MAX_BYTES
                        + " bytes with its record headers (limit: ClientHelloParser.MAX_BYTES)");
    }
}

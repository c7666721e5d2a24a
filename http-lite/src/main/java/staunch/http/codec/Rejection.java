package staunch.http.codec;

/**
 * Why a decoder refused a message: the verdict, not an exception, because a peer that sends nonsense must not cost a
 * stack trace.
 *
 * @param status what a server answers before it closes (400, 413, 414, 417, 431, 501 or 505); for a response, what a
 *     proxy tells its client: always 502
 * @param reason what is wrong, and the setting that changes it where there is one; never bytes of the message
 */
public record Rejection(Status status, String reason) {
    static Rejection bad(String reason) {
        return new Rejection(Status.BAD_REQUEST, reason);
    }

    static Rejection overLimit(Status status, String what, String setting, long limit) {
        return new Rejection(status, what + " (limit " + limit + ", HttpLimits." + setting + ")");
    }

    /** The same verdict as an exception, for an API that fails a stage or throws. */
    public HttpParseException toException() {
        return new HttpParseException(this);
    }
}

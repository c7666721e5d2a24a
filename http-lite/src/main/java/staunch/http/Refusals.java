package staunch.http;

import staunch.http.codec.Rejection;
import staunch.http.codec.Status;

/** What a server refuses for reasons of its own: time, place, and an input that ended too early. */
final class Refusals {
    static final Rejection HEAD_CUT = new Rejection(Status.BAD_REQUEST, "the connection's input ended inside the head");
    static final Rejection BODY_CUT = new Rejection(Status.BAD_REQUEST, "the connection's input ended inside the body");
    static final Rejection NO_PROXY =
            new Rejection(Status.NOT_IMPLEMENTED, "this is not a proxy: CONNECT cannot be served");

    static final Rejection BODY_TOO_LONG =
            new Rejection(Status.CONTENT_TOO_LARGE, "the body is longer than what is taken here");
    static final Rejection HANDLERS_BUSY =
            new Rejection(Status.SERVICE_UNAVAILABLE, "all that could answer this request are busy");

    static final Rejection ANSWER_OVERDUE =
            new Rejection(Status.SERVICE_UNAVAILABLE, "the answer to this request took too long");

    static final Rejection HANDLER_FAILED =
            new Rejection(Status.INTERNAL_SERVER_ERROR, "the server failed to answer this request");

    private Refusals() {}

    static Rejection headOverdue(HttpServerOptions options) {
        return overdue("head", options.headTimeoutMillis());
    }

    static Rejection bodyOverdue(HttpServerOptions options) {
        return overdue("body", options.bodyTimeoutMillis());
    }

    private static Rejection overdue(String what, long millis) {
        return new Rejection(
                Status.REQUEST_TIMEOUT,
                "the " + what + " was not whole within " + millis + " ms (" + what + "TimeoutMillis)");
    }
}

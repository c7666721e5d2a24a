package staunch.http.codec;

/**
 * A status code with its reason phrase (RFC 9110 §15), and its status line prepared for the wire. Two are equal when
 * their codes are: the phrase is for people. Immutable.
 */
public final class Status {
    private static final Status[] STANDARD = new Status[600];

    /** 100: go on and send the body. */
    public static final Status CONTINUE = standard(100, "Continue");
    /** 101: what follows on this connection is the protocol asked for. */
    public static final Status SWITCHING_PROTOCOLS = standard(101, "Switching Protocols");
    /** 103: fields that the final answer will probably have (RFC 8297). */
    public static final Status EARLY_HINTS = standard(103, "Early Hints");
    /** 200. */
    public static final Status OK = standard(200, "OK");
    /** 201. */
    public static final Status CREATED = standard(201, "Created");
    /** 202. */
    public static final Status ACCEPTED = standard(202, "Accepted");
    /** 204: done, and there is no body. */
    public static final Status NO_CONTENT = standard(204, "No Content");
    /** 206. */
    public static final Status PARTIAL_CONTENT = standard(206, "Partial Content");
    /** 301. */
    public static final Status MOVED_PERMANENTLY = standard(301, "Moved Permanently");
    /** 302. */
    public static final Status FOUND = standard(302, "Found");
    /** 303. */
    public static final Status SEE_OTHER = standard(303, "See Other");
    /** 304: what the client has is still good; there is no body. */
    public static final Status NOT_MODIFIED = standard(304, "Not Modified");
    /** 307. */
    public static final Status TEMPORARY_REDIRECT = standard(307, "Temporary Redirect");
    /** 308. */
    public static final Status PERMANENT_REDIRECT = standard(308, "Permanent Redirect");
    /** 400: not HTTP as the standard wants it. */
    public static final Status BAD_REQUEST = standard(400, "Bad Request");
    /** 401. */
    public static final Status UNAUTHORIZED = standard(401, "Unauthorized");
    /** 403. */
    public static final Status FORBIDDEN = standard(403, "Forbidden");
    /** 404. */
    public static final Status NOT_FOUND = standard(404, "Not Found");
    /** 405: must come with {@code Allow}. */
    public static final Status METHOD_NOT_ALLOWED = standard(405, "Method Not Allowed");
    /** 406. */
    public static final Status NOT_ACCEPTABLE = standard(406, "Not Acceptable");
    /** 407. */
    public static final Status PROXY_AUTHENTICATION_REQUIRED = standard(407, "Proxy Authentication Required");
    /** 408: the request was not whole by its deadline. */
    public static final Status REQUEST_TIMEOUT = standard(408, "Request Timeout");
    /** 409. */
    public static final Status CONFLICT = standard(409, "Conflict");
    /** 410. */
    public static final Status GONE = standard(410, "Gone");
    /** 411. */
    public static final Status LENGTH_REQUIRED = standard(411, "Length Required");
    /** 412. */
    public static final Status PRECONDITION_FAILED = standard(412, "Precondition Failed");
    /** 413: the body is over its limit. */
    public static final Status CONTENT_TOO_LARGE = standard(413, "Content Too Large");
    /** 414: the request target is over its limit. */
    public static final Status URI_TOO_LONG = standard(414, "URI Too Long");
    /** 415. */
    public static final Status UNSUPPORTED_MEDIA_TYPE = standard(415, "Unsupported Media Type");
    /** 416. */
    public static final Status RANGE_NOT_SATISFIABLE = standard(416, "Range Not Satisfiable");
    /** 417: an expectation other than {@code 100-continue}. */
    public static final Status EXPECTATION_FAILED = standard(417, "Expectation Failed");
    /** 421: this server does not answer for that authority. */
    public static final Status MISDIRECTED_REQUEST = standard(421, "Misdirected Request");
    /** 422. */
    public static final Status UNPROCESSABLE_CONTENT = standard(422, "Unprocessable Content");
    /** 426. */
    public static final Status UPGRADE_REQUIRED = standard(426, "Upgrade Required");
    /** 428 (RFC 6585). */
    public static final Status PRECONDITION_REQUIRED = standard(428, "Precondition Required");
    /** 429 (RFC 6585). */
    public static final Status TOO_MANY_REQUESTS = standard(429, "Too Many Requests");
    /** 431: a field, or all of them, over a limit (RFC 6585). */
    public static final Status REQUEST_HEADER_FIELDS_TOO_LARGE = standard(431, "Request Header Fields Too Large");
    /** 500. */
    public static final Status INTERNAL_SERVER_ERROR = standard(500, "Internal Server Error");
    /** 501: a method or a transfer coding that is not known here. */
    public static final Status NOT_IMPLEMENTED = standard(501, "Not Implemented");
    /** 502: the server behind this proxy does not speak HTTP as it should. */
    public static final Status BAD_GATEWAY = standard(502, "Bad Gateway");
    /** 503. */
    public static final Status SERVICE_UNAVAILABLE = standard(503, "Service Unavailable");
    /** 504. */
    public static final Status GATEWAY_TIMEOUT = standard(504, "Gateway Timeout");
    /** 508: the request comes back to who has sent it on (RFC 5842 §7.2). */
    public static final Status LOOP_DETECTED = standard(508, "Loop Detected");
    /** 505: a major version other than 1. */
    public static final Status HTTP_VERSION_NOT_SUPPORTED = standard(505, "HTTP Version Not Supported");

    private final int code;
    private final String reason;
    private final byte[] line;

    private Status(int code, String reason) {
        this.code = code;
        this.reason = reason;
        this.line = Octets.bytes("HTTP/1.1 " + code + ' ' + reason + "\r\n");
    }

    private static Status standard(int code, String reason) {
        Status status = new Status(code, reason);
        STANDARD[code] = status;
        return status;
    }

    /**
     * The status of that code, with the standard's phrase or an empty one.
     *
     * @param code 100 to 599
     * @throws IllegalArgumentException if the code is out of range
     */
    public static Status of(int code) {
        Status standard = code >= 100 && code < STANDARD.length ? STANDARD[code] : null;
        return standard != null ? standard : of(code, "");
    }

    /**
     * A status with a phrase of one's own.
     *
     * @param code 100 to 599
     * @throws IllegalArgumentException if the code is out of range, or the phrase has a control character in it
     */
    public static Status of(int code, String reason) {
        if (code < 100 || code > 599) {
            throw new IllegalArgumentException("a status code must be from 100 to 599, not " + code);
        }
        if (!Octets.isValue(reason)) {
            throw new IllegalArgumentException("a reason phrase must be ISO-8859-1 without control characters");
        }
        return new Status(code, reason);
    }

    /** The status that came as that code and phrase: the constant if both are the standard's. */
    static Status at(int code, byte[] bytes, int reasonStart, int reasonEnd) {
        Status standard = STANDARD[code];
        if (standard != null && Octets.equals(bytes, reasonStart, reasonEnd, standard.reason)) {
            return standard;
        }
        return new Status(code, Octets.text(bytes, reasonStart, reasonEnd));
    }

    /** The three digits. */
    public int code() {
        return code;
    }

    /** The phrase, perhaps empty. */
    public String reason() {
        return reason;
    }

    /** Whether this is an interim answer, 1xx, behind which a final one comes; 101 is final. */
    public boolean isInterim() {
        return code < 200 && code != 101;
    }

    /** Whether this is 2xx. */
    public boolean isSuccess() {
        return code / 100 == 2;
    }

    /** Whether an answer with this status never has a body: 1xx, 204 and 304 (RFC 9112 §6.3). */
    public boolean isBodiless() {
        return code < 200 || code == 204 || code == 304;
    }

    /** The status line with its CRLF. Shared: not to be changed. */
    byte[] line() {
        return line;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Status status && status.code == code;
    }

    @Override
    public int hashCode() {
        return code;
    }

    /** Code and phrase, for example {@code 404 Not Found}. */
    @Override
    public String toString() {
        return reason.isEmpty() ? Integer.toString(code) : code + " " + reason;
    }
}

package staunch.http.codec;

/**
 * How long a body is: RFC 9112 §6.3 as two tables, read from the top. Where the standard leaves a choice, the strict one
 * is taken; a request whose end two parties could see in two places is refused.
 *
 * <pre>
 *  request   Transfer-Encoding  Content-Length  version
 *            absent             absent                   NONE
 *            absent             n > limit                refuse, 413
 *            absent             n                        LENGTH n
 *            absent             invalid                  refuse, 400
 *            present            any             1.0      refuse, 400
 *            present            present                  refuse, 400
 *            chunked                                     CHUNKED
 *            other, chunked                              refuse, 501
 *            otherwise                                   refuse, 400
 *
 *  response  101, or 2xx to CONNECT, 204 among them      TUNNEL
 *            to HEAD, or 1xx, 204, 304                   NONE
 *            chunked            any                      CHUNKED   (not persistent if a length came too, or on 1.0)
 *            present            any                      refuse
 *            absent             n > limit or invalid     refuse
 *            absent             n                        LENGTH n
 *            absent             absent                   UNTIL_CLOSE
 * </pre>
 */
final class FramingRules {
    private final long maxBodyBytes;
    private final Verdict verdict;

    FramingRules(HttpLimits limits, Verdict verdict) {
        this.maxBodyBytes = limits.maxBodyBytes();
        this.verdict = verdict;
    }

    /** The first table. What is returned counts only if the verdict has not been given. */
    Framing ofRequest(HttpVersion version, ControlFields fields) {
        if (fields.transferCoding == TransferCoding.ABSENT) {
            return fields.contentLength == ContentLength.ABSENT ? Framing.NONE : length(fields);
        }
        if (version == HttpVersion.HTTP_1_0) {
            return refuse("Transfer-Encoding in an HTTP/1.0 request");
        }
        if (fields.contentLength != ContentLength.ABSENT) {
            return refuse("Transfer-Encoding and Content-Length in one request");
        }
        return coded(fields.transferCoding);
    }

    /** The second table. What is returned counts only if the verdict has not been given. */
    Framing ofResponse(Method method, Status status, ControlFields fields) {
        if (status.code() == 101) {
            return Framing.TUNNEL;
        }
        if (method.equals(Method.CONNECT) && status.isSuccess()) {
            return Framing.TUNNEL;
        }
        if (method.equals(Method.HEAD) || status.isBodiless()) {
            return Framing.NONE;
        }
        if (fields.transferCoding != TransferCoding.ABSENT) {
            return coded(fields.transferCoding);
        }
        return fields.contentLength == ContentLength.ABSENT ? Framing.UNTIL_CLOSE : length(fields);
    }

    private Framing length(ControlFields fields) {
        if (fields.contentLength == ContentLength.INVALID) {
            return refuse("a Content-Length that is not one number without a leading zero");
        }
        if (fields.contentLength > maxBodyBytes) {
            verdict.refuse(bodyTooLarge(maxBodyBytes));
        }
        return Framing.LENGTH;
    }

    private Framing coded(TransferCoding coding) {
        if (coding == TransferCoding.UNSUPPORTED) {
            verdict.refuse(new Rejection(Status.NOT_IMPLEMENTED, "a transfer coding other than chunked"));
        } else if (coding == TransferCoding.INVALID) {
            verdict.bad("a Transfer-Encoding that is not just: chunked");
        }
        return Framing.CHUNKED;
    }

    private Framing refuse(String reason) {
        verdict.bad(reason);
        return Framing.NONE;
    }

    static Rejection bodyTooLarge(long maxBodyBytes) {
        return Rejection.overLimit(
                Status.CONTENT_TOO_LARGE, "a body longer than allowed", "maxBodyBytes", maxBodyBytes);
    }
}

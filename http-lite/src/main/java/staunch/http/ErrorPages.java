package staunch.http;

import staunch.http.codec.Status;

/**
 * What is shown with an error: one that a handler answers by {@link Exchange#fail}, and those that never reach a handler,
 * such as a request that cannot be parsed.
 */
@FunctionalInterface
public interface ErrorPages {
    /** One line of text: the status, and the reason if it says more. */
    ErrorPages PLAIN = (status, reason) ->
            Response.of(status, "text/plain", status + (reason.equals(status.reason()) ? "" : ": " + reason) + "\n");

    /**
     * The answer for an error. Called on a loop, several at a time if there are several.
     *
     * @param status the status that the answer must have
     * @param reason what was wrong, for people; it may quote the request, so HTML has to escape it
     * @return an answer whose body is there, not made while it is sent. With another status, another body, fields that frame
     *     it, or if this throws, the answer is {@link #PLAIN}'s. What is refused before it reaches a handler is answered
     *     without a body if head and body together are longer than 64 KiB
     */
    Response page(Status status, String reason);
}

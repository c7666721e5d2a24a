package staunch.http.proxy;

/**
 * Sees what passes the proxy in the clear, and may change it. Called on the loops, of several connections at a time if there
 * are several; must not block: who needs time answers {@code later}. Bodies pass streaming, whatever is done to them.
 *
 * <pre>{@code
 * Interceptor noAds = new Interceptor() {
 *     public RequestVerdict onRequest(Flow flow, ProxiedRequest request) {
 *         return request.origin().host().endsWith(".ads.example")
 *                 ? RequestVerdict.refuse(Status.FORBIDDEN, "no advertisements")
 *                 : request.with("X-Seen-By", "staunch");
 *     }
 *
 *     public ResponseVerdict onResponse(Flow flow, ProxiedResponse response) {
 *         return response.editing(BodyEdit.whole(1 << 20, content -> shout(content)));
 *     }
 * };
 * }</pre>
 *
 * <p>Of several, requests pass the first one first and responses the last one first. One that throws is a failure of the
 * exchange: its client is answered with 500.
 */
public interface Interceptor {
    /**
     * A request's head has come. Its server need not be there: one of an intercepted connection that could not be reached, or
     * not verified, is asked for nothing, but may be answered for here, or have its request sent to another origin. What
     * goes on to it all the same is answered with the page that says why.
     */
    default RequestVerdict onRequest(Flow flow, ProxiedRequest request) {
        return request;
    }

    /** A response's head has come. What the proxy itself answers, an error for example, is not shown. */
    default ResponseVerdict onResponse(Flow flow, ProxiedResponse response) {
        return response;
    }
}

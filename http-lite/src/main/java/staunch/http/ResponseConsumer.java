package staunch.http;

import staunch.http.codec.ResponseHead;

/**
 * Takes a response as it comes. All calls come on the connection's loop: {@code onHead onBytes* onEnd}, with {@code
 * onFailure} as the last one at any point instead. Interim responses are skipped.
 */
public interface ResponseConsumer extends BodyConsumer {
    /** The head has come. */
    void onHead(ResponseHead head);
}

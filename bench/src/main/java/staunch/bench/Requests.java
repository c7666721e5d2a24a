package staunch.bench;

import java.util.function.Supplier;
import staunch.reactor.Layer;

/**
 * Which requests to make, over and over, on connections that are kept.
 *
 * @param text the request
 * @param depth how many are sent on a connection before the first is answered; 1 without pipelining
 * @param layer makes what lies between the connection and HTTP
 * @param asked what it shall negotiate
 */
public record Requests(RequestText text, int depth, Supplier<Layer> layer, Asked asked) {
    /** Requests over whatever is negotiated. */
    public Requests(RequestText text, int depth, Supplier<Layer> layer) {
        this(text, depth, layer, Asked.ANYTHING);
    }

    /** Refuses a depth below 1, and uploads behind one another. */
    public Requests {
        if (depth < 1) {
            throw new IllegalArgumentException("the depth is at least 1");
        }
        if (depth > 1 && text.bodyBytes() > 0) {
            throw new IllegalArgumentException("an upload has its connection to itself: depth 1");
        }
    }
}

package staunch.http.proxy;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import staunch.http.codec.Fields;
import staunch.http.coding.BodyTransform;

/**
 * What is done to a body on its way. The proxy undoes content coding and framing before it and makes them anew behind it, so
 * that an edit sees the content and nothing else.
 */
@FunctionalInterface
public interface BodyEdit {
    /**
     * Begins the edit of one body, on the loop of its connection.
     *
     * @param notes takes what a person should know of it: that a rule could not be applied, say; see {@link Flow#notes}
     * @return what the body goes through, in bounded memory; closed by the proxy
     */
    BodyTransform begin(Consumer<String> notes);

    /** What goes on of the fields behind the body, such as digests of it; by default all of them. */
    default Fields trailers(Fields trailers) {
        return trailers;
    }

    /**
     * An edit that needs the content in one piece.
     *
     * @param maxBytes how much is held at most; a longer body passes as it is, with a note
     * @param change called on the loop, which it must not block; makes the new content
     */
    static BodyEdit whole(int maxBytes, UnaryOperator<byte[]> change) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes must not be negative, was " + maxBytes);
        }
        return notes -> new WholeBody(maxBytes, change, notes);
    }
}

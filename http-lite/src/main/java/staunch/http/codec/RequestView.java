package staunch.http.codec;

import java.util.Optional;

/**
 * The head of a request, to be looked at. One that a server shows is good during the call only, and of it no string is
 * made that nobody asks for; a {@link RequestHead} is one too, and may be kept.
 */
public interface RequestView {
    /** The method. */
    Method method();

    /** The request target as it came. */
    String target();

    /** Whether the request target is exactly that text. */
    boolean isTarget(String text);

    /** The version. */
    HttpVersion version();

    /** Host and perhaps port that the request is for; absent only in an HTTP/1.0 request without Host. */
    Optional<String> authority();

    /** The value of the first field of that name. */
    Optional<String> field(String name);

    /** Whether there is a field of that name. */
    boolean hasField(String name);
}

package staunch.http;

import java.io.IOException;

/** A body is longer than whoever asked for it in one piece was prepared to take. */
public final class BodyTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    BodyTooLargeException(int maxBytes) {
        super("the body is longer than the " + maxBytes + " bytes asked for; ask for more, or take it in pieces");
    }
}

package staunch.http.codec;

import java.io.IOException;

/** A peer's message was refused: thrown or completed with by the layers above, never by a decoder. */
public final class HttpParseException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Rejection rejection;

    HttpParseException(Rejection rejection) {
        super(rejection.reason());
        this.rejection = rejection;
    }

    /** The verdict. */
    public Rejection rejection() {
        return rejection;
    }
}

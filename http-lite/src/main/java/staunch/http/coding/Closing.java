package staunch.http.coding;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Gives back a native coder, which cannot fail. */
final class Closing {
    private Closing() {}

    static void run(OptionalLibrary.Invocation<?> destroying) {
        try {
            OptionalLibrary.call(destroying);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}

package staunch.reactor;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A listening socket. */
public interface ListenSocket extends PollableSocket {
    /**
     * Accepts a connection that waits.
     *
     * @return it, or null if none waits
     * @throws IOException if none can be accepted now, above all for want of file descriptors; the listener stays usable
     */
    @Nullable
    StreamSocket accept() throws IOException;
}

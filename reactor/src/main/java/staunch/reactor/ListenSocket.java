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

    /**
     * Is not watched any more, so that {@link #close} ends the listening at once: as long as a selector knows of a socket,
     * closing it is put off to the selector's next turn, and until then the system goes on completing connections that nobody
     * will accept. Not inside {@link Poller#poll}.
     */
    void unwatch() throws IOException;
}

package staunch.http.capture;

import java.io.IOException;
import staunch.http.proxy.FlowListener;

/**
 * Records what passes a proxy in a file. One that was prepared leaves what has the name that it is for, so that a proxy that then
 * cannot start costs nobody an earlier recording:
 *
 * <pre>{@code
 * try (FlowRecorder recorder = HarRecorder.prepare(file, HarRecorder.Options.DEFAULT)) {
 *     ProxyServer proxy = ProxyServer.listen(reactor, local, authority, ProxyOptions.DEFAULT.withListener(recorder));
 *     recorder.putInPlace();
 *     ...
 * }
 * }</pre>
 *
 * Any thread may call what is not of {@link FlowListener}.
 */
public sealed interface FlowRecorder extends FlowListener, AutoCloseable permits HarRecorder, PcapRecorder {
    /**
     * Gives the file its name, and so replaces one that is there; does nothing if it has it.
     *
     * @throws IOException if that cannot be done, or the file cannot be written; what has the name is left as it is
     */
    void putInPlace() throws IOException;

    /**
     * How many pieces are not in the file, such as flows or packets: there was no room, or they could not be written, or {@link
     * #close} did not wait for them any more. A missing end counts too.
     */
    long lost();

    /** Writes what waits, for at most 10 s, and ends the file; one that was not put in place is removed. */
    @Override
    void close();
}

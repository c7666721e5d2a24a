package staunch.examples;

import java.net.InetSocketAddress;
import staunch.reactor.Security;
import staunch.tls.record.TracedRecord;

/** How a trace is shown, record by record, as they come. */
interface TraceOutput {
    /**
     * A connection stands, and its handshake begins.
     *
     * @param number from 1
     */
    void begin(int number, InetSocketAddress server);

    /**
     * A record was sent or received.
     *
     * @param number from 1 in each connection
     * @param millis since the connection stood
     */
    void record(int number, double millis, TracedRecord record);

    /** What came of the handshake; the last of a connection that did not fail. */
    void end(Security security, HandshakeFacts facts);
}

/**
 * What passes an intercepting proxy, recorded: a line for each flow, a HAR file, a capture for Wireshark.
 *
 * <pre>
 *  loops --- FlowLines ----&gt; LineWriter ------------------------&gt; terminal
 *        --- HarRecorder --&gt; CaptureFile: daemon thread,   -----&gt; entries of HAR 1.2
 *        --- PcapRecorder -&gt; bounded by bytes              -----&gt; pcapng of synthetic TCP
 * </pre>
 *
 * Each is a {@link staunch.http.proxy.FlowListener}; its method {@code and} joins several. No loop ever
 * waits for one of them: what does not fit is left out, counted, and said in the file and in the log.
 *
 * <p>A request is recorded as it went on to the server, and a response as it went to the client, both behind the interceptors;
 * a request that the proxy answered itself is recorded as it came, without its body. Files are made anew, readable by their
 * owner alone (0600); those that are there are replaced, unless another recording goes on in them. They hold other people's
 * secrets all the same: {@link staunch.http.capture.HarRecorder} takes out what looks like one unless told otherwise, {@link
 * staunch.http.capture.PcapRecorder} nothing.
 */
@NullMarked
package staunch.http.capture;

import org.jspecify.annotations.NullMarked;

/**
 * The servers that ours is compared with. Each serves the same ({@code /plaintext}, 13 bytes, and {@code /bytes/N}, N
 * zeros; anything else is 404) over TLS 1.2 and 1.3 and HTTP/1.1, in a process of its own:
 *
 * <pre>
 *   java staunch.bench.peer.PeerServer KIND CERT_PEM KEY_PEM [option=value ...]
 *
 *     stdout   "listening PORT", one line, once connections to 127.0.0.1 are accepted; nothing else, ever
 *     stdin    at its end the process ends, so that it does not outlive whoever started it
 *     stderr   why it did not start; the exit status is then 1
 * </pre>
 *
 * What there is tells {@link staunch.bench.peer.PeerKind}. Only nginx is no Java: {@link staunch.bench.peer.NginxPeer}
 * writes its configuration and says how it is started.
 *
 * <p>Every peer is set up as its own authors would for a benchmark, and alike in what is not theirs to choose: TCP_NODELAY;
 * a backlog of 4,096; a {@code Date} and no other field that is not needed; sessions that can be continued for a day,
 * 20,480 of them where the server is who remembers; an hour of patience with an idle connection, and no bound on how many
 * requests it may bring. Suite and group are the client's to fix, by offering one.
 */
@NullMarked
package staunch.bench.peer;

import org.jspecify.annotations.NullMarked;

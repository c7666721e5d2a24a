/**
 * The record layer without sockets: what turns bytes from a wire into plaintext and back, by way of an
 * {@link javax.net.ssl.SSLEngine}, and keeps what cannot be turned yet.
 *
 * <pre>
 *   wire --&gt; [CiphertextLeftover] --&gt; RecordPump.unwrap --&gt; application --&gt; [PlaintextLeftover]
 *   wire &lt;------------------------ RecordPump.wrap   &lt;-- [staged plaintext] &lt;-- application
 * </pre>
 *
 * <p>TCP ignores the borders of records, and an application ignores them too; the two leftovers and the staged plaintext
 * are what lies between. A record can be opened only when it is whole: until then its bytes are the <em>ciphertext
 * leftover</em>. What an opened record holds beyond what the application takes is the <em>plaintext leftover</em>, and is
 * given to the next read before anything else. Each is a type here, with its bound, its invariant and a drawing; what is
 * staged is an {@link staunch.reactor.memory.OutboundQueue}.
 *
 * <p>Nothing here opens a socket, starts a thread, reads a clock or logs: every method works on the bytes it is handed
 * and returns. So a handshake can be tested between two pumps in memory, cut at every byte.
 *
 * <p>Begin with {@link staunch.tls.record.RecordPump}, whose drawing is the life of a connection and which says where the
 * tables are of what each answer of the engine leads to. Before there is an engine,
 * {@link staunch.tls.record.ClientHelloParser} tells from the first bytes whom a client wants and what it offers, and
 * leaves them for whoever is chosen. A {@link staunch.tls.record.RecordListener} is told of each record, and
 * of what can be known of it.
 */
@NullMarked
package staunch.tls.record;

import org.jspecify.annotations.NullMarked;

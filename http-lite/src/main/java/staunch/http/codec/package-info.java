/**
 * HTTP/1.1 and 1.0 without input or output: bytes in, messages out, and back (RFC 9110, RFC 9112). Nothing here knows a
 * socket, a thread, a clock or a logger; the same code reads a server's requests, a client's responses and both sides of
 * a proxy.
 *
 * <h2>Reading</h2>
 *
 * <pre>
 *                      ┌─────────────── MessageDecoder ───────────────┐
 *  ByteBuffer ───────> │ HeadParser ──> ControlFields ──> FramingRules │ ──> Step + accessors
 *  (position moves     │  syntax          facts             tables    │
 *   over what was used)│ BodyDecoder: length, chunks, until close     │
 *                      └──────────────────────────────────────────────┘
 *
 *            ┌──────────────── persistent ────────────────┐
 *            v                                            │
 *  ───────> HEAD ───whole───> BODY ───────whole─────────> END
 *            │                 │                          │
 *            └──> REJECTED ◄───┘                          └─ close, tunnel ─> FINISHED
 * </pre>
 *
 * A loop over {@link staunch.http.codec.MessageDecoder#decode} is a whole reader:
 *
 * <pre>{@code
 * while (true) {
 *     switch (decoder.decode(in)) {
 *         case HEAD -> begin(decoder.head());
 *         case BODY -> decoder.takeBody(in, body);
 *         case END -> answer();
 *         case REJECTED -> refuse(decoder.rejection().orElseThrow());
 *         case NEED_MORE, FINISHED -> { return; }
 *     }
 * }
 * }</pre>
 *
 * <p>A head is consumed only when it is whole; until then its bytes stay with whoever feeds the decoder, which remembers
 * how far it has looked and looks at no byte twice. Body bytes are handed out from the caller's own buffer. Each rule of
 * the standard lives in one place: octets in {@code Octets}, lines in the parsers, what the governing fields say in {@code
 * ControlFields}, what follows from it in {@code FramingRules}, {@code RequestTarget} and {@code KeepAlive}.
 *
 * <p>A refusal is a {@link staunch.http.codec.Rejection}, with the status to answer. From then on nothing is consumed: what
 * a peer sent behind a message that two parties could read in two ways is never run.
 *
 * <h2>Writing</h2>
 *
 * {@link staunch.http.codec.ResponseEncoder} and {@link staunch.http.codec.RequestEncoder} write whole heads, and as much
 * of a body as fits, into a buffer of the caller's. They alone write the fields that frame a body. {@link
 * staunch.http.codec.Fields} cannot hold a line break, so that nothing needs to be checked again when it is sent.
 *
 * <h2>Threads and memory</h2>
 *
 * Decoders and encoders belong to one thread at a time. The values, {@link staunch.http.codec.Fields}, {@link
 * staunch.http.codec.RequestHead} and the rest, are immutable. A decoder keeps its arrays from message to message and
 * gives them back on {@link staunch.http.codec.MessageDecoder#release}; it makes a string only when it is asked for one.
 */
@NullMarked
package staunch.http.codec;

import org.jspecify.annotations.NullMarked;

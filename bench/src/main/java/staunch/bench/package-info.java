/**
 * Load on servers, measured so that the figures can be believed.
 *
 * <pre>
 *   Plan ──&gt; Load ── a Driver per loop ── Pacer: what is due, what has a place
 *                          │
 *                          └─ Work: HandshakeWork, RequestWork, IdleWork ──&gt; Samples ──&gt; Result ──&gt; Verdict
 * </pre>
 *
 * What decides and what computes ({@link staunch.bench.Pacer}, {@link staunch.bench.ResumeMix}, {@link
 * staunch.bench.Samples}, {@link staunch.bench.Verdict}) knows neither sockets nor clocks; the rest runs on loops of the
 * reactor, on the system's network or a simulated one.
 *
 * <p>Three rules, because other tools break them: a handshake counts as full or resumed only as the engine says; an open
 * loop's times count from when each piece of work was due, not from when there was a place for it; and a run in which the
 * client was the limit, or the mix not the one asked for, has no headline ({@link staunch.bench.Verdict}).
 */
@NullMarked
package staunch.bench;

import org.jspecify.annotations.NullMarked;

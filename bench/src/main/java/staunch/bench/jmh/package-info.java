/**
 * What single steps cost: JMH's benchmarks of the record pump beside the bare engine, of handshakes, of the HTTP codec, of
 * buffers, tasks and timers, and of a whole request through the loop.
 *
 * <pre>
 *   EnginePair ── BareEnd, PumpEnd ──┬─ RecordBenchmark      bare, and with the pump
 *                                    ├─ HandshakeBenchmark   a bare pair, a pair of pumps
 *   MemoryNetwork ── LoopConnection ─┴─ RequestBenchmark     plain, TLS
 *
 *   Microbenchmarks (JMH, with -prof gc) ──&gt; JSON, page
 * </pre>
 *
 * Four rules, so that the figures mean what they say. State and buffers are made outside the operation; engines inside it
 * where it is a handshake. What an operation makes is returned or given to a Blackhole. A handshake that was to be full and
 * was resumed, or the other way round, fails the run. Bytes per operation stand beside every time, because they are exact on
 * a machine on which no time is.
 *
 * <p>What is ours is a difference: the same engines, the same records, with the pump and without. Its times depend on the
 * machine, its ratio and its bytes hardly; those are in {@code bench/baseline.txt}, which a test holds.
 */
@NullMarked
package staunch.bench.jmh;

import org.jspecify.annotations.NullMarked;

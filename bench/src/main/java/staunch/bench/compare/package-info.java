/**
 * Servers beside one another: the same work for each, on one machine, in turns.
 *
 * <pre>
 *   Schedule ──turns──&gt; CompareRun ── ServerProcess: an arm's server, pinned to a processor of its own
 *                           │
 *                           └─ Probe: the client, pinned to another ──&gt; Measurement ──&gt; MeasurementFile
 *                                                                                            │
 *                              CompareTable, ComparePage &lt;── Comparison: paired ratios &lt;─────┘
 * </pre>
 *
 * The figure that counts is the CPU time that the server needs for a piece of work: unlike a rate it does not depend on how
 * fast the client is. All servers run at once, one of them works at a time, and each has its turn in every round, once
 * forwards, once backwards; so what disturbs the machine for a while disturbs all of them, and a ratio is taken between two
 * turns of the same round. One server runs twice: how far it is from itself says which differences mean something.
 */
@NullMarked
package staunch.bench.compare;

import org.jspecify.annotations.NullMarked;

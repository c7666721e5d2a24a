/**
 * A network, a clock and a scheduler in memory, decided by one seed: for tests of handlers, servers and clients against
 * everything that a network does, thousands of times a minute, each of which can be replayed.
 *
 * <p>{@link staunch.reactor.sim.SimulatedNetwork} implements the same {@link staunch.reactor.Network} as the real sockets
 * do, and {@link staunch.reactor.sim.VirtualTime} the same {@link staunch.reactor.TimeSource}; everything above them is
 * the code that runs in production. {@link staunch.reactor.sim.Simulation} puts them together and lets the loops take
 * their turns. What goes wrong is said by a {@link staunch.reactor.sim.FaultProfile}.
 *
 * <p>A test of one's own handler, here {@code Greeter}, which answers a name with a greeting:
 *
 * <pre>{@code
 * void shouldGreetOrFailWhateverTheNetworkDoes() {
 *     Seeds.forEach(1_000, seed -> {
 *         try (Simulation simulation = new Simulation(seed, FaultProfile.HOSTILE)) {
 *             Reactor reactor = simulation.newReactor(1);
 *             InetSocketAddress address = reactor.listen(new InetSocketAddress("127.0.0.1", 0), Greeter::new)
 *                     .localAddress();
 *             Asker asker = new Asker("world");
 *             reactor.connect(address, simulation.trace().over("asker", asker));
 *             simulation.run(asker::isClosed);
 *             assertTrue(asker.answer().equals("hello, world") || asker.failed(), asker::answer);
 *         }
 *     });
 * }
 * }</pre>
 *
 * A failure names its seed, and {@code -Dstaunch.sim.seed=} runs that one alone, to be stepped through in a debugger: time
 * stands still meanwhile. Three habits make such tests worth their time:
 *
 * <ul>
 *   <li>Say what must hold in <em>every</em> case (the answer is exact, or the failure is typed), and let the seeds look
 *       for the case in which it does not.
 *   <li>Look at {@link staunch.reactor.sim.SimulatedNetwork#faults} to see that what should be survived did happen.
 *   <li>An exception out of a handler's callback ends its channel with {@link
 *       staunch.reactor.CloseCause.Kind#HANDLER_FAILED}; let the test look for that in {@code onClosed}, or assertions in
 *       callbacks go unheard.
 * </ul>
 *
 * <p>What is simulated is TCP as a program sees it through single system calls, not packets: no loss, no congestion, no
 * names.
 */
@NullMarked
package staunch.reactor.sim;

import org.jspecify.annotations.NullMarked;

package staunch.bench;

import staunch.reactor.Reactor;
import staunch.reactor.TimeSource;

/**
 * Where a load runs and by which plan.
 *
 * @param reactor its loops do the work, each a part of it
 * @param plan how much, for how long
 * @param time the clock that times are taken by
 * @param meter tells what the client itself uses
 */
public record Setting(Reactor reactor, Plan plan, TimeSource time, Meter meter) {}

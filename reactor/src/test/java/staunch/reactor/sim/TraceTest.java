package staunch.reactor.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import staunch.reactor.Reactor;

class TraceTest {
    @Test
    void shouldWriteDownWhatAHandlerIsTold() throws IOException {
        FaultProfile slow = FaultProfile.NONE.withDelays(Duration.ofMillis(10), Duration.ofMillis(10));
        try (Simulation simulation = new Simulation(0, slow)) {
            Reactor reactor = simulation.newReactor(1);
            InetSocketAddress address = reactor.listen(Pair.ANYWHERE, Echo::new).localAddress();
            EchoClient client = new EchoClient(0, 100);
            reactor.connect(address, simulation.trace().layer("client").over(client));
            simulation.run(client::isClosed);
            assertEquals("""
                        20.000000 ms  client  open  @ 0
                        40.000000 ms  client  took 100 of 100  @ 100
                        40.000000 ms  client  input ended CLEAN  @ 100
                        40.000000 ms  client  closed ENDED  @ 100
                    """, simulation.trace().toString());
        }
    }

    @Test
    void shouldBeEqualExactlyWhenTheEventsAre() {
        VirtualTime time = new VirtualTime();
        Trace trace = new Trace(time);
        Trace same = new Trace(time);
        assertEquals(trace, same);
        trace.note("a", "event", 1);
        assertNotEquals(trace, same);
        same.note("a", "event", 1);
        assertEquals(trace, same);
        assertEquals(trace.hashCode(), same.hashCode());
        time.advance(Duration.ofNanos(1));
        trace.note("a", "event", 1);
        time.advance(Duration.ofNanos(1));
        same.note("a", "event", 1);
        assertNotEquals(trace, same);
        assertNotEquals(trace, new Object());
    }

    @Test
    void shouldKeepTheFirstLinesAndStillTellTracesApart() {
        Trace trace = new Trace(new VirtualTime());
        Trace other = new Trace(new VirtualTime());
        for (int i = 0; i < Trace.MAX_LINES + 5; i++) {
            trace.note("a", "event", i);
            other.note("a", "event", i == Trace.MAX_LINES ? -1 : i);
        }
        assertEquals(Trace.MAX_LINES, trace.lines().size());
        assertEquals(Trace.MAX_LINES + 5, trace.count());
        assertTrue(trace.toString().endsWith("and 5 more\n"));
        assertNotEquals(trace, other);
    }
}

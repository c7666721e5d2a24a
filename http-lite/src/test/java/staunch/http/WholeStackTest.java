package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.http.codec.Status;
import staunch.reactor.sim.Fault;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Seeds;
import staunch.reactor.sim.Simulation;
import staunch.reactor.sim.Trace;

/**
 * Client and server of production, with TLS and without, on a network that does its worst: every response is exact or a
 * typed failure, whatever the seed. {@link World#close} sees to it that no buffer and no socket is left.
 */
class WholeStackTest {
    private static final int SEEDS = 1_000;
    private static final int FAULTLESS_SEEDS = 100;
    private static final int SOAK_SEEDS = 10_000;
    private static final int CONNECTIONS = 2;
    private static final int REQUESTS = 6;
    private static final System.Logger LOG = System.getLogger(WholeStackTest.class.getName());
    /** Says each time that an accept failed, which is what is wanted here. Held, or its level is collected with it. */
    private static final Logger ACCEPTOR = Logger.getLogger("staunch.reactor.Acceptor");

    private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    private int conversations;
    private int exact;
    private int failed;

    @BeforeAll
    static void quiet() {
        ACCEPTOR.setLevel(Level.OFF);
    }

    @AfterAll
    static void loudAgain() {
        ACCEPTOR.setLevel(null);
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldBeExactOrFailTypedWhateverTheNetworkDoes(Transport transport) {
        converse(transport, transport == Transport.TLS_OVER_TLS ? SEEDS / 4 : SEEDS);
    }

    /** The property of {@link Seeds} asks for more. */
    @Tag("soak")
    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldBeExactOrFailTypedForVeryManySeeds(Transport transport) {
        converse(transport, SOAK_SEEDS);
    }

    private void converse(Transport transport, int seeds) {
        Seeds.forEachInParallel(seeds, seed -> converse(seed, transport, FaultProfile.HOSTILE));
        LOG.log(System.Logger.Level.INFO, summary(transport));
        if (conversations < Math.min(seeds, SEEDS / 4)) {
            return; // The properties of Seeds ask for a few, which need not meet everything.
        }
        EnumSet<Fault> expected = EnumSet.allOf(Fault.class);
        expected.remove(Fault.BACKLOG_FULL);
        assertEquals(expected, faults.keySet(), () -> summary(transport));
        assertTrue(exact > failed && failed > 0, () -> summary(transport));
    }

    private String summary(Transport transport) {
        return transport + ", seeds from 0, " + conversations + " of them: " + exact + " exact, " + failed + " failed, "
                + faults.size() + " kinds of faults: " + faults;
    }

    private void converse(long seed, Transport transport, FaultProfile profile) {
        try (Simulation simulation = new Simulation(seed, profile)) {
            List<Conversation> over = converse(simulation, transport);
            count(over, simulation.network().faults());
        }
    }

    private synchronized void count(List<Conversation> over, Map<Fault, Long> reached) {
        conversations++;
        exact += over.stream().mapToInt(Conversation::exact).sum();
        failed += over.stream().mapToInt(Conversation::failed).sum();
        reached.forEach((fault, count) -> faults.merge(fault, count, Long::sum));
    }

    private static List<Conversation> converse(Simulation simulation, Transport transport) {
        World world = new World(simulation, transport);
        world.serve(new Echo(simulation.executor()));
        List<Conversation> over = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Random random = new Random(simulation.seed() * CONNECTIONS + i);
            Conversation conversation = new Conversation(world.connect(), random, REQUESTS);
            world.until(conversation::isOver);
            over.add(conversation);
        }
        return over;
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldAlwaysBeExactWhenNoConnectionIsLost(Transport transport) {
        FaultProfile lossless = FaultProfile.HOSTILE.without(Fault.RESET).without(Fault.CONNECT_REFUSED);
        Seeds.forEach(FAULTLESS_SEEDS, seed -> converse(seed, transport, lossless));
        Seeds.forEach(FAULTLESS_SEEDS, seed -> converse(seed, transport, FaultProfile.NONE));
        assertEquals(0, failed, () -> summary(transport));
    }

    /** The server ends its answer and the connection while the client is still uploading, and lingers. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldReadAnEarlyAnswerWholeWhenNoConnectionIsLost(Transport transport) {
        FaultProfile lossless = FaultProfile.HOSTILE.without(Fault.RESET).without(Fault.CONNECT_REFUSED);
        Seeds.forEach(FAULTLESS_SEEDS, seed -> {
            try (Simulation simulation = new Simulation(seed, lossless)) {
                World world = new World(simulation, transport);
                world.serve(new Echo(simulation.executor()));
                Request upload = Request.post("h", "/early/20000", "a/b", Body.of(Pattern.bytes(500_000)));
                WholeResponse response = world.await(world.connect().fetch(upload, 20_000));
                assertEquals(Status.CONTENT_TOO_LARGE, response.status());
                assertTrue(Pattern.matches(response.body(), 20_000));
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldReplayOneSeedToTheSameTrace(Transport transport) {
        Seeds.forEach(10, seed -> {
            Trace first = traceOf(seed, transport);
            Trace second = traceOf(seed, transport);
            assertEquals(first.toString(), second.toString());
            assertEquals(first, second);
            assertTrue(first.count() > 0);
        });
        assertNotEquals(traceOf(1, transport), traceOf(2, transport));
    }

    private Trace traceOf(long seed, Transport transport) {
        try (Simulation simulation = new Simulation(seed, FaultProfile.HOSTILE)) {
            World world = new World(simulation, transport);
            world.traced();
            world.serve(new Echo(simulation.executor()));
            Conversation conversation = new Conversation(world.connect(), new Random(seed), REQUESTS);
            world.until(conversation::isOver);
            return simulation.trace();
        }
    }

    @Test
    void shouldTraceMoreThanOneTransport() {
        assertNotEquals(traceOf(3, Transport.PLAIN), traceOf(3, Transport.TLS));
    }
}

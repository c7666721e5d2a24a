package staunch.reactor.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import staunch.reactor.Reactor;

/** The loop and the channels of production, on a network that does its worst. */
class EchoConversationTest {
    private static final int SEEDS = 300;
    private static final int CLIENTS = 3;
    /** Says each time that an accept failed, which is what is wanted here. Held, or its level is collected with it. */
    private static final Logger ACCEPTOR = Logger.getLogger("staunch.reactor.Acceptor");

    @BeforeAll
    static void quiet() {
        ACCEPTOR.setLevel(Level.OFF);
    }

    @AfterAll
    static void loudAgain() {
        ACCEPTOR.setLevel(null);
    }

    @Test
    void shouldEchoExactlyOrFailTypedWhateverTheNetworkDoes() {
        Seeds.forEach(SEEDS, seed -> {
            try (Simulation simulation = new Simulation(seed, FaultProfile.HOSTILE)) {
                converse(simulation, (int) (seed * 997 % 20_000));
            }
        });
    }

    @Test
    void shouldReachEveryFaultAndStillSucceedMoreOftenThanNot() throws IOException {
        Map<Fault, Long> faults = new EnumMap<>(Fault.class);
        long succeeded = 0;
        for (long seed = 0; seed < 100; seed++) {
            try (Simulation simulation = new Simulation(seed, FaultProfile.HOSTILE)) {
                succeeded += converse(simulation, (int) (seed * 997 % 20_000));
                simulation.network().faults().forEach((fault, count) -> faults.merge(fault, count, Long::sum));
            }
        }
        EnumSet<Fault> expected = EnumSet.allOf(Fault.class);
        expected.remove(Fault.BACKLOG_FULL);
        assertEquals(expected, faults.keySet(), "faults reached: " + faults);
        assertTrue(succeeded > 100 * CLIENTS / 2, "succeeded: " + succeeded);
    }

    @Test
    void shouldEchoExactlyOrFailTypedUnderAnyProfile() {
        Seeds.forEach(SEEDS, seed -> {
            try (Simulation simulation = new Simulation(seed, randomProfile(new Dice(seed)))) {
                converse(simulation, (int) (seed * 97 % 4_000));
            }
        });
    }

    private static FaultProfile randomProfile(Dice dice) {
        int leastWindowBytes = (int) dice.magnitudeBetween(1, 65_536);
        FaultProfile profile = FaultProfile.NONE
                .withWindows(leastWindowBytes, (int) dice.magnitudeBetween(leastWindowBytes, 131_072))
                .withDelays(Duration.ZERO, Duration.ofNanos(dice.magnitudeBetween(1, 500_000_000)));
        for (Fault fault : Fault.values()) {
            if (fault.isRolled() && dice.roll(0.5)) {
                profile = profile.with(fault, dice.between(0, 90) / 100.0);
            }
        }
        return profile;
    }

    @Test
    void shouldAlwaysSucceedOnAPerfectNetworkInNoTime() {
        Seeds.forEach(20, seed -> {
            try (Simulation simulation = new Simulation(seed, FaultProfile.NONE)) {
                assertEquals(CLIENTS, converse(simulation, 300_000));
                assertEquals(0, simulation.time().elapsedNanos());
                assertEquals(2, simulation.network().openSockets(), "only the listener's two are left");
            }
        });
    }

    @Test
    void shouldReplayOneSeedToTheSameTrace() {
        Seeds.forEach(20, seed -> {
            Trace first = traceOf(seed);
            Trace second = traceOf(seed);
            assertEquals(first.toString(), second.toString());
            assertEquals(first, second);
            assertTrue(first.count() >= CLIENTS, first::toString);
        });
        assertNotEquals(traceOf(1), traceOf(2));
    }

    private static Trace traceOf(long seed) {
        try (Simulation simulation = new Simulation(seed, FaultProfile.HOSTILE)) {
            converse(simulation, 5_000);
            return simulation.trace();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns how many clients got everything back; the others must have failed for a reason that they were told. */
    private static long converse(Simulation simulation, int bytes) throws IOException {
        Reactor servers = simulation.newReactor(2);
        Reactor clients = simulation.newReactor(1);
        InetSocketAddress address = servers.listen(Pair.ANYWHERE, Echo::new).localAddress();
        List<EchoClient> all = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            EchoClient client = new EchoClient(simulation.seed() + i, bytes);
            all.add(client);
            clients.connect(address, simulation.trace().over("client-" + i, client));
        }
        simulation.run(() -> all.stream().allMatch(EchoClient::isClosed));
        all.forEach(client -> assertTrue(client.succeeded() || client.failedTyped(), client::toString));
        return all.stream().filter(EchoClient::succeeded).count();
    }
}

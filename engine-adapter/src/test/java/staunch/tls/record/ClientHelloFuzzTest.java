package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import staunch.tls.record.ClientHelloParser.Outcome;

/** Hellos with damage in their first 600 bytes: each look ends, throws nothing, and ends in the same way however cut. */
class ClientHelloFuzzTest {
    private static final int MUTATIONS = 100_000;
    private static final int DAMAGED_BYTES = 600;
    private static final byte[][] SOUND = {
        HelloBytes.modern().wire(),
        HelloBytes.records(HelloBytes.modern().message(), 100),
        new HelloBytes()
                .serverName("a.test")
                .protocols("h2")
                .groups(29, 23)
                .supportedVersions(0x0304)
                .wire()
    };

    @Test
    void shouldSurviveDamage() {
        Set<Outcome> reached = EnumSet.noneOf(Outcome.class);
        for (long seed = 0; seed < MUTATIONS; seed++) {
            reached.add(judge(seed));
        }
        assertEquals(EnumSet.allOf(Outcome.class), reached);
    }

    private static Outcome judge(long seed) {
        Random random = new Random(seed);
        byte[] wire = damaged(random);
        int first = random.nextInt(wire.length);
        try {
            ClientHelloParser atOnce = new ClientHelloParser();
            ClientHelloParser inTwo = new ClientHelloParser();
            ByteBuffer all = ByteBuffer.wrap(wire).asReadOnlyBuffer();
            atOnce.look(all);
            inTwo.look(ByteBuffer.wrap(wire, 0, first));
            inTwo.look(all);
            assertEquals(text(atOnce), text(inTwo), () -> "seed " + seed);
            assertEquals(0, all.position());
            return atOnce.outcome();
        } catch (RuntimeException e) {
            return fail("seed " + seed, e);
        }
    }

    private static byte[] damaged(Random random) {
        byte[] wire = SOUND[random.nextInt(SOUND.length)].clone();
        int reach = Math.min(DAMAGED_BYTES, wire.length);
        for (int count = 1 + random.nextInt(4); count > 0; count--) {
            // Half of it where the lengths and types of records and message are.
            int at = random.nextInt(random.nextBoolean() ? 60 : reach);
            wire[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) (wire[at] ^ 1 << random.nextInt(8));
        }
        return wire;
    }

    private static String text(ClientHelloParser parser) {
        return switch (parser.outcome()) {
            case NEED_MORE -> "";
            case HELLO -> ClientHelloParserTest.describe(parser.hello());
            default -> {
                assertTrue(parser.problem().message().matches("[ -~]+"), parser.problem()::message);
                yield parser.problem().toString();
            }
        };
    }

    @Test
    void shouldEndOnNoise() {
        for (long seed = 0; seed < 10_000; seed++) {
            byte[] noise = new byte[DAMAGED_BYTES];
            new Random(seed).nextBytes(noise);
            noise[0] = 22;
            noise[1] = 3;
            long failing = seed;
            ClientHelloParser parser = new ClientHelloParser();
            parser.look(ByteBuffer.wrap(noise));
            assertTrue(parser.outcome() != Outcome.HELLO, () -> "seed " + failing);
        }
    }
}

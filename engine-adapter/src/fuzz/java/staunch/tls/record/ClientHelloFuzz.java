package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import staunch.tls.record.ClientHelloParser.Outcome;

/** Whatever the bytes are: each look ends, throws nothing, and however they are cut they lead to the same. */
class ClientHelloFuzz {
    /** @param input where to cut, and the bytes */
    @FuzzTest(maxDuration = "10m")
    void shouldJudgeAnyBytes(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] wire = new byte[input.length - 1];
        System.arraycopy(input, 1, wire, 0, wire.length);
        ClientHelloParser atOnce = new ClientHelloParser();
        atOnce.look(ByteBuffer.wrap(wire).asReadOnlyBuffer());

        ClientHelloParser inPieces = new ClientHelloParser();
        int pieceBytes = 1 + (input[0] & 0xff);
        for (int there = 0; there < wire.length; there += pieceBytes) {
            inPieces.look(ByteBuffer.wrap(wire, 0, there));
        }
        inPieces.look(ByteBuffer.wrap(wire));
        assertEquals(told(atOnce), told(inPieces));
        assertTrue(wire.length <= ClientHelloParser.MAX_BYTES || atOnce.outcome() != Outcome.NEED_MORE);
    }

    private static String told(ClientHelloParser parser) {
        return switch (parser.outcome()) {
            case NEED_MORE -> "";
            case HELLO -> ClientHelloParserTest.describe(parser.hello());
            case NOT_TLS, MALFORMED, TOO_LARGE -> {
                assertTrue(parser.problem().message().matches("[ -~]+"), parser.problem()::message);
                yield parser.problem().toString();
            }
        };
    }
}

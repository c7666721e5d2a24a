package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

/** Whatever the bytes are: they are one whole record, a part of one, or refused, and nothing is read behind them. */
class RecordHeaderFuzz {
    private static final int OFFSET = 3;

    @FuzzTest(maxDuration = "10m")
    void shouldJudgeAnyBytes(byte[] input) {
        for (int length = 0; length <= Math.min(input.length, RecordHeader.BYTES + 1); length++) {
            judge(ByteBuffer.wrap(input, 0, length));
        }
        ByteBuffer direct = ByteBuffer.allocateDirect(OFFSET + input.length)
                .position(OFFSET)
                .put(input)
                .flip()
                .position(OFFSET);
        assertEquals(judge(ByteBuffer.wrap(input)), judge(direct));
    }

    private static int judge(ByteBuffer bytes) {
        int position = bytes.position();
        int there = bytes.remaining();
        int missing = RecordHeader.missingBytes(bytes);
        if (there < RecordHeader.BYTES) {
            assertEquals(RecordHeader.BYTES - there, missing);
        } else {
            judgeHeader(bytes, there, missing);
        }
        assertEquals(position, bytes.position());
        return missing;
    }

    private static void judgeHeader(ByteBuffer bytes, int there, int missing) {
        for (boolean isClient : new boolean[] {false, true}) {
            RecordException problem = RecordHeader.check(bytes, isClient, false);
            if (problem != null) {
                assertEquals(0, missing);
                assertTrue(problem.getMessage().matches("[ -~]+"), problem::getMessage);
                continue;
            }
            assertNotNull(RecordHeader.type(bytes));
            assertTrue(RecordHeader.recordBytes(bytes) <= RecordHeader.MAX_RECORD_BYTES);
            assertEquals(Math.max(0, RecordHeader.recordBytes(bytes) - there), missing);
        }
    }
}

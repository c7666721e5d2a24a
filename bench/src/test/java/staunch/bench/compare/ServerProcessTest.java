package staunch.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ServerProcessTest {
    /** As JDK 17 and JDK 25 say it, the parts of a generation left out. */
    @Test
    void shouldReadHowMuchOfTheHeapIsUsed() throws IOException {
        String older = """
                1239:
                 def new generation   total 9792K, used 6168K [0x00000000fe000000, 0x00000000feaa0000, 0x00000000feaa0000)
                  eden space 8704K,  58% used [0x00000000fe000000, 0x00000000fe4f62b8, 0x00000000fe880000)
                 tenured generation   total 21888K, used 1963K [0x00000000feaa0000, 0x0000000100000000, 0x0000000100000000)
                 Metaspace       used 8887K, committed 9088K, reserved 1114112K
                """;
        String newer = """
                1172:
                DefNew     total 9792K, used 4890K [0x00000000fe000000, 0x00000000feaa0000, 0x00000000feaa0000)
                Tenured    total 21888K, used 3521K [0x00000000feaa0000, 0x0000000100000000, 0x0000000100000000)
                """;
        assertEquals((6168L + 1963) << 10, ServerProcess.usedHeapBytes(older));
        assertEquals((4890L + 3521) << 10, ServerProcess.usedHeapBytes(newer));
        IOException refusal = assertThrows(IOException.class, () -> ServerProcess.usedHeapBytes("garbage-first heap"));
        assertTrue(String.valueOf(refusal.getMessage()).contains("garbage-first"), refusal::toString);
    }
}

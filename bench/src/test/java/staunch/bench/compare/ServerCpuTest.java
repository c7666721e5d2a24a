package staunch.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ServerCpuTest {
    @Test
    void shouldReadBehindTheNameWhateverIsInIt() {
        String stat = "4711 (a (strange) name) S 1 4711 4711 0 -1 4194304 100 0 0 0 250 75 0 0 20 0 12 0 5 1 2\n";
        assertEquals(new ServerCpu(2_500_000_000L, 750_000_000L), ServerCpu.parse(stat));
    }
}

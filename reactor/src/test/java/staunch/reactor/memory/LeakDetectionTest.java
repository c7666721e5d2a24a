package staunch.reactor.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeakDetectionTest {
    private final Properties before = (Properties) System.getProperties().clone();

    @AfterEach
    void restore() {
        System.setProperties(before);
    }

    @ParameterizedTest
    @CsvSource({"strict, STRICT", "STRICT, STRICT", "count, COUNT", "'', COUNT", "anything, COUNT"})
    void shouldFollowTheProperty(String value, LeakDetection expected) {
        System.setProperty(LeakDetection.PROPERTY, value);
        assertEquals(expected, LeakDetection.configured());
    }
}

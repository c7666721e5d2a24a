package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void shouldWriteObjectsInTheOrderOfTheirMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("z", 1);
        map.put("a", List.of(true, 1.5, "x", Map.of()));
        assertEquals("{\"z\":1,\"a\":[true,1.5,\"x\",{}]}", Json.of(map));
    }

    @Test
    void shouldEscapeWhatWouldEndAString() {
        assertEquals("\"\\\"\\\\\\u000a\\u0000é\"", Json.of("\"\\\n\0é"));
    }
}

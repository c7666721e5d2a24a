package staunch.http.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
    private final Fields fields = Fields.builder()
            .add("Accept", "a, b")
            .add("X-One", "  1\t")
            .add("ACCEPT", ",c ,, D")
            .add("Empty", "")
            .build();

    @Test
    void shouldKeepOrderAndSpelling() {
        assertEquals("Accept: a, b\r\nX-One: 1\r\nACCEPT: ,c ,, D\r\nEmpty: \r\n", fields.toString());
        List<Fields.Field> lines = new ArrayList<>();
        fields.forEach(lines::add);
        assertEquals(4, lines.size());
        assertEquals(new Fields.Field("X-One", "1"), lines.get(1));
        assertEquals("ACCEPT", fields.name(2));
        assertEquals("", fields.value(3));
    }

    @Test
    void shouldFindWithoutRegardToCase() {
        assertEquals(Optional.of("a, b"), fields.first("aCCept"));
        assertEquals(List.of("a, b", ",c ,, D"), fields.all("accept"));
        assertEquals(List.of("a", "b", "c", "D"), fields.members("accept"));
        assertTrue(fields.hasMember("Accept", "d"));
        assertFalse(fields.hasMember("Accept", "e"));
        assertTrue(fields.contains("empty"));
        assertFalse(fields.contains("accept-"));
        assertFalse(fields.contains("\u0101ccept"));
        assertEquals(Optional.empty(), fields.first("none"));
        assertEquals(List.of(), fields.members("none"));
    }

    @Test
    void shouldReplaceAndRemove() {
        Fields changed = fields.toBuilder()
                .set("accept", "x")
                .remove("empty")
                .remove("none")
                .build();
        assertEquals("X-One: 1\r\naccept: x\r\n", changed.toString());
        assertEquals(4, fields.size(), "the original stays");
        assertSame(
                Fields.empty(),
                changed.toBuilder().remove("x-one").remove("accept").build());
    }

    @Test
    void shouldGrowWithManyFields() {
        Fields.Builder builder = Fields.builder();
        for (int i = 0; i < 500; i++) {
            builder.add("N" + i, "v" + i);
        }
        Fields many = builder.build();
        assertEquals(500, many.size());
        assertEquals(Optional.of("v499"), many.first("n499"));
    }

    @Test
    void shouldBeEqualWhenTheWireFormIs() {
        assertEquals(Fields.of("A", "b"), Fields.builder().add("A", " b ").build());
        assertEquals(Fields.of("A", "b").hashCode(), Fields.of("A", "b").hashCode());
        assertNotEquals(Fields.of("A", "b"), Fields.of("a", "b"));
        assertTrue(Fields.empty().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\r\nSet-Cookie: x", "\0", "\u007f", "\u0001", "\u0100", "\r", "\n"})
    void shouldThrowWhenValueCouldInject(String value) {
        Fields.Builder builder = Fields.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.add("Name", value));
        assertThrows(IllegalArgumentException.class, () -> Fields.of("Name", value));
        assertTrue(builder.build().isEmpty());
        assertThrows(IllegalArgumentException.class, () -> Status.of(200, value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:", "a\r\n", "\u00e9", "a\0"})
    void shouldThrowWhenNameIsNoToken(String name) {
        assertThrows(IllegalArgumentException.class, () -> Fields.of(name, "v"));
        assertThrows(IllegalArgumentException.class, () -> Method.of(name));
    }

    @Test
    void shouldRefuseIndexOutOfRange() {
        assertThrows(IndexOutOfBoundsException.class, () -> fields.name(4));
        assertThrows(IndexOutOfBoundsException.class, () -> fields.value(-1));
        assertThrows(
                NoSuchElementException.class, () -> Fields.empty().iterator().next());
    }
}

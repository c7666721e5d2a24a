package staunch.http.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyTest {
    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final long LAST_SECOND = 253_402_300_799L;

    @Test
    void shouldFormatDatesAsJavaTimeDoes() {
        long day = 86_400;
        for (long second = 0; second < 400 * 366 * day; second += day) {
            assertSameDate(second + second / day % day);
        }
        Random random = new Random(9110);
        for (int i = 0; i < 20_000; i++) {
            assertSameDate((long) (random.nextDouble() * LAST_SECOND));
        }
        assertSameDate(LAST_SECOND);
        assertEquals(784_111_777, HttpDate.of(784_111_777).epochSecond());
    }

    private static void assertSameDate(long second) {
        assertEquals(
                IMF_FIXDATE.format(Instant.ofEpochSecond(second)),
                HttpDate.of(second).toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, LAST_SECOND + 1, Long.MIN_VALUE, Long.MAX_VALUE})
    void shouldRefuseDatesOutOfRange(long second) {
        assertThrows(IllegalArgumentException.class, () -> HttpDate.of(second));
    }

    @Test
    void shouldKnowMethods() {
        assertSame(Method.PATCH, Method.of("PATCH"));
        Method brew = Method.of("BREW");
        assertEquals(brew, Method.of("BREW"));
        assertEquals(brew.hashCode(), Method.of("BREW").hashCode());
        assertNotEquals(Method.GET, Method.of("get"));
        assertFalse(brew.isKnown());
        assertTrue(Method.DELETE.isKnown() && Method.DELETE.isIdempotent() && !Method.DELETE.isSafe());
        assertTrue(Method.HEAD.isSafe() && Method.HEAD.isIdempotent());
        assertFalse(Method.POST.isIdempotent());
    }

    @Test
    void shouldKnowStatuses() {
        assertSame(Status.NOT_FOUND, Status.of(404));
        assertEquals("299", Status.of(299).toString());
        assertEquals(Status.OK, Status.of(200, "Fine"));
        assertTrue(Status.CONTINUE.isInterim() && !Status.SWITCHING_PROTOCOLS.isInterim());
        assertTrue(Status.NOT_MODIFIED.isBodiless() && !Status.OK.isBodiless() && Status.OK.isSuccess());
        assertThrows(IllegalArgumentException.class, () -> Status.of(99));
        assertThrows(IllegalArgumentException.class, () -> Status.of(600));
    }

    @Test
    void shouldCheckLimits() {
        assertThrows(
                IllegalArgumentException.class, () -> HttpLimits.forRequests().withMaxBodyBytes(-1));
        assertThrows(
                IllegalArgumentException.class, () -> HttpLimits.forRequests().withMaxHead(0, 1, 100, 1));
        assertThrows(
                IllegalArgumentException.class, () -> HttpLimits.forRequests().withMaxHead(1, 0, 100, 1));
        assertThrows(
                IllegalArgumentException.class, () -> HttpLimits.forRequests().withMaxHead(1, 1, 100, 0));
        assertThrows(
                IllegalArgumentException.class, () -> HttpLimits.forRequests().withMaxHead(99, 1, 143, 1));
        assertThrows(
                IllegalArgumentException.class, () -> HttpLimits.forRequests().withMaxHead(1, 143, 143, 1));
        HttpLimits limits = HttpLimits.forRequests().withMaxHead(99, 143, 144, 1);
        assertEquals(8 << 10, limits.neededLeftoverBytes(), "the trailers' limit is the larger one");
        assertEquals(32 << 10, HttpLimits.forResponses().neededLeftoverBytes());
        assertEquals(Long.MAX_VALUE, HttpLimits.forResponses().maxBodyBytes());
    }
}

package staunch.tls.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordHeaderTest {
    private static ByteBuffer header(int type, int major, int length) {
        return ByteBuffer.wrap(new byte[] {(byte) type, (byte) major, 3, (byte) (length >> 8), (byte) length});
    }

    @Test
    void shouldReadTheFieldsFromThePositionWithoutMovingIt() {
        ByteBuffer bytes =
                ByteBuffer.allocate(7).position(2).put(header(22, 3, 0x1234)).position(2);
        assertEquals(ContentType.HANDSHAKE, RecordHeader.type(bytes));
        assertEquals(0x0303, RecordHeader.version(bytes));
        assertEquals(0x1234, RecordHeader.payloadBytes(bytes));
        assertEquals(0x1239, RecordHeader.recordBytes(bytes));
        assertEquals(2, bytes.position());
    }

    @Test
    void shouldSayHowManyBytesAreMissing() {
        ByteBuffer record = ByteBuffer.allocate(5 + 100).put(header(23, 3, 100)).rewind();
        for (int there = 0; there <= record.capacity(); there++) {
            int expected = there < 5 ? 5 - there : 105 - there;
            assertEquals(expected, RecordHeader.missingBytes(record.limit(there)), "of " + there);
        }
    }

    @Test
    void shouldNotWaitForTheRestOfWhatIsRefusedAnyway() {
        assertEquals(0, RecordHeader.missingBytes(header(23, 3, RecordHeader.MAX_PAYLOAD_BYTES + 1)));
        assertEquals(
                RecordHeader.MAX_PAYLOAD_BYTES,
                RecordHeader.missingBytes(header(23, 3, RecordHeader.MAX_PAYLOAD_BYTES)));
        assertEquals(0, RecordHeader.missingBytes(header(0, 3, 10)));
    }

    @Test
    void shouldAcceptFourTypesAndVersionThreeOnly() {
        for (int type = 0; type < 256; type++) {
            for (int major = 0; major < 256; major++) {
                boolean good = type >= 20 && type <= 23 && major == 3;
                RecordException wrong = RecordHeader.check(header(type, major, 2), true, false);
                if (good) {
                    assertNull(wrong);
                } else {
                    assertNotNull(wrong, type + " " + major);
                }
            }
        }
    }

    @Test
    void shouldRefusePartOfAnAlert() {
        for (int length = 0; length < 2; length++) {
            RecordException wrong = RecordHeader.check(header(21, 3, length), true, false);
            assertNotNull(wrong);
            assertEquals(Alert.DECODE_ERROR, wrong.alert());
            assertEquals(0, RecordHeader.missingBytes(header(21, 3, length)));
        }
        assertNull(RecordHeader.check(header(21, 3, 2), true, false));
        assertNull(RecordHeader.check(header(20, 3, 1), true, false));
    }

    @ParameterizedTest
    @EnumSource(ContentType.class)
    void shouldFindEachContentTypeByItsCode(ContentType type) {
        assertEquals(type, ContentType.of(type.code()));
    }
}

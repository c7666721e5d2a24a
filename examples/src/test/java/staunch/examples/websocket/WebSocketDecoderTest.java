package staunch.examples.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of frames in RFC 6455 §5, §7.4 and §8.1, as tables, each row split at every byte. */
class WebSocketDecoderTest {
    private static final int MAX_BYTES = 300;
    private static final int FIN = 0x80;
    private static final int TEXT = FIN | 1;
    private static final int BINARY = FIN | 2;
    private static final int CLOSE = FIN | 8;
    private static final int PING = FIN | 9;
    private static final int PONG = FIN | 10;
    private static final int MASKED = 0x80;

    private static ClientFrames frames() {
        return new ClientFrames();
    }

    private static byte[] closing(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(2 + text.length)
                .putShort((short) code)
                .put(text)
                .array();
    }

    // ---- what is taken ----

    static Stream<Arguments> taken() {
        return Stream.of(
                Arguments.of("a text", frames().frame(TEXT, "Hello"), List.of("TEXT Hello")),
                Arguments.of("an empty text", frames().frame(TEXT, ""), List.of("TEXT ")),
                Arguments.of("text beyond ASCII", frames().frame(TEXT, "žluť 🐎"), List.of("TEXT žluť 🐎")),
                Arguments.of("bytes", frames().frame(BINARY, "b"), List.of("BINARY b")),
                Arguments.of(
                        "fragments",
                        frames().frame(1, "He").frame(0, "").frame(0, "l").frame(FIN, "lo"),
                        List.of("TEXT Hello")),
                Arguments.of(
                        "a character in two fragments",
                        frames().frame(1, new byte[] {(byte) 0xc5}).frame(FIN, new byte[] {(byte) 0xbe}),
                        List.of("TEXT ž")),
                Arguments.of(
                        "control frames between fragments",
                        frames().frame(2, "a").frame(PING, "p").frame(PONG, "").frame(FIN, "b"),
                        List.of("PING p", "PONG ", "BINARY ab")),
                Arguments.of(
                        "messages behind each other",
                        frames().frame(TEXT, "1").frame(TEXT, "2").frame(BINARY, "3"),
                        List.of("TEXT 1", "TEXT 2", "BINARY 3")),
                Arguments.of(
                        "the longest length of 7 bits",
                        frames().frame(TEXT, "x".repeat(125)),
                        List.of("TEXT " + "x".repeat(125))),
                Arguments.of(
                        "the shortest of 16",
                        frames().frame(TEXT, "x".repeat(126)),
                        List.of("TEXT " + "x".repeat(126))),
                Arguments.of(
                        "the longest message",
                        frames().frame(TEXT, "x".repeat(MAX_BYTES)),
                        List.of("TEXT " + "x".repeat(MAX_BYTES))),
                Arguments.of(
                        "the longest ping", frames().frame(PING, "x".repeat(125)), List.of("PING " + "x".repeat(125))),
                Arguments.of("a close without a code", frames().frame(CLOSE, ""), List.of("CLOSE 1000")),
                Arguments.of("a close", frames().frame(CLOSE, closing(1001, "bye")), List.of("CLOSE 1001")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("taken")
    void shouldTake(String name, ClientFrames frames, List<String> messages) throws WebSocketException {
        byte[] bytes = frames.bytes();
        for (IntFunction<ByteBuffer> kind :
                List.<IntFunction<ByteBuffer>>of(ByteBuffer::allocate, ByteBuffer::allocateDirect)) {
            for (int split = 0; split <= bytes.length; split++) {
                assertEquals(messages, decoded(bytes, split, kind), "split at " + split);
            }
        }
        List<String> oneByOne = new ArrayList<>();
        WebSocketDecoder decoder = new WebSocketDecoder(MAX_BYTES);
        for (byte one : bytes) {
            decode(decoder, ByteBuffer.wrap(new byte[] {one}), oneByOne);
        }
        assertEquals(messages, oneByOne);
    }

    private static List<String> decoded(byte[] bytes, int split, IntFunction<ByteBuffer> kind)
            throws WebSocketException {
        List<String> messages = new ArrayList<>();
        WebSocketDecoder decoder = new WebSocketDecoder(MAX_BYTES);
        decode(decoder, kind.apply(split).put(bytes, 0, split).flip(), messages);
        int rest = bytes.length - split;
        decode(decoder, kind.apply(rest).put(bytes, split, rest).flip(), messages);
        return messages;
    }

    private static void decode(WebSocketDecoder decoder, ByteBuffer in, List<String> messages)
            throws WebSocketException {
        WebSocketMessage message = decoder.decode(in);
        while (message != null) {
            messages.add(message.opcode() + " "
                    + (message.opcode() == Opcode.CLOSE
                            ? message.closeCode()
                            : new String(message.payload(), StandardCharsets.UTF_8)));
            message = decoder.decode(in);
        }
        assertFalse(in.hasRemaining());
    }

    // ---- what is refused ----

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("a frame that is not masked", frames().raw(TEXT, 1, 'x'), 1002),
                Arguments.of("a reserved bit", frames().frame(TEXT | 0x40, "x"), 1002),
                Arguments.of("another", frames().frame(TEXT | 0x10, "x"), 1002),
                Arguments.of("an unknown data opcode", frames().frame(FIN | 3, "x"), 1002),
                Arguments.of("an unknown control opcode", frames().frame(FIN | 11, ""), 1002),
                Arguments.of("a ping in fragments", frames().frame(9, ""), 1002),
                Arguments.of("a ping that is too long", frames().frame(PING, "x".repeat(126)), 1002),
                Arguments.of("nothing to continue", frames().frame(FIN, "x"), 1002),
                Arguments.of("a message in a message", frames().frame(1, "x").frame(TEXT, "y"), 1002),
                Arguments.of("125 in 16 bits", frames().raw(TEXT, MASKED | 126, 0, 125, 0, 0, 0, 0), 1002),
                Arguments.of(
                        "65535 in 64 bits",
                        frames().raw(TEXT, MASKED | 127, 0, 0, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0),
                        1002),
                Arguments.of(
                        "a length of 64 bits",
                        frames().raw(TEXT, MASKED | 127, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                        1002),
                Arguments.of("a message over the limit", frames().frame(TEXT, "x".repeat(MAX_BYTES + 1)), 1009),
                Arguments.of(
                        "the longest length there is",
                        frames().raw(BINARY, MASKED | 127, 127, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0),
                        1009),
                Arguments.of(
                        "fragments over the limit",
                        frames().frame(1, "x".repeat(MAX_BYTES)).frame(0, "").frame(0, "x"),
                        1009),
                Arguments.of("text that is not UTF-8", frames().frame(TEXT, new byte[] {(byte) 0xff}), 1007),
                Arguments.of("half a surrogate pair", frames().frame(TEXT, bytes(0xed, 0xa0, 0x80)), 1007),
                Arguments.of("an overlong form", frames().frame(TEXT, bytes(0xc0, 0xaf)), 1007),
                Arguments.of(
                        "half a character at the end", frames().frame(1, "x").frame(FIN, bytes(0xc5)), 1007),
                Arguments.of("half a close code", frames().frame(CLOSE, bytes(3)), 1002),
                Arguments.of("a close reason that is not UTF-8", frames().frame(CLOSE, closing(1000, "\u00ff")), 1007));
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void shouldRefuse(String name, ClientFrames frames, int code) {
        byte[] bytes = frames.bytes();
        for (int split = 0; split <= bytes.length; split++) {
            int at = split;
            WebSocketException refusal =
                    assertThrows(WebSocketException.class, () -> decoded(bytes, at, ByteBuffer::allocate));
            assertEquals(code, refusal.closeCode, () -> refusal.getMessage() + ", split at " + at);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535})
    void shouldRefuseACloseCodeThatMustNotBeSent(int code) {
        byte[] bytes = frames().frame(CLOSE, closing(code, "")).bytes();
        WebSocketException refusal =
                assertThrows(WebSocketException.class, () -> decoded(bytes, 0, ByteBuffer::allocate));
        assertEquals(1002, refusal.closeCode);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1011, 1014, 3000, 4999})
    void shouldTakeACloseCodeThatMayBe(int code) throws WebSocketException {
        byte[] bytes = frames().frame(CLOSE, closing(code, "")).bytes();
        assertEquals(List.of("CLOSE " + code), decoded(bytes, 0, ByteBuffer::allocate));
    }

    // ---- what is sent ----

    @Test
    void shouldFrameAtEachSizeOfLength() {
        assertEquals("8105", start(WebSocketFrame.of(Opcode.TEXT, new byte[5]), 2));
        assertEquals("817d", start(WebSocketFrame.of(Opcode.TEXT, new byte[125]), 2));
        assertEquals("827e007e", start(WebSocketFrame.of(Opcode.BINARY, new byte[126]), 4));
        assertEquals("827effff", start(WebSocketFrame.of(Opcode.BINARY, new byte[65_535]), 4));
        assertEquals("827f0000000000010000", start(WebSocketFrame.of(Opcode.BINARY, new byte[65_536]), 10));
        assertEquals("880403e96279", start(WebSocketFrame.close(1001, "by"), 6));
        assertEquals(65_546, WebSocketFrame.of(Opcode.BINARY, new byte[65_536]).remaining());
    }

    private static String start(ByteBuffer frame, int bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes; i++) {
            text.append(String.format("%02x", frame.get(i)));
        }
        return text.toString();
    }

    /** The example of RFC 6455 §1.3. */
    @Test
    void shouldProveThatTheKeyWasRead() {
        assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", WebSocketHandshake.accept("dGhlIHNhbXBsZSBub25jZQ=="));
    }
}

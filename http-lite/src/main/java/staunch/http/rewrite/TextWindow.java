package staunch.http.rewrite;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The part of a body that a pattern is looking at: its bytes, the characters that they are, and some that went before.
 *
 * <pre>
 *   chars   behind us, for looking back | not decided yet      | room
 *           0                           kept                   length
 *
 *   bytes   released, to be put | of the characters from kept on | not decoded yet | room
 *           start               |start + released                decoded           end
 *
 *   0 &lt;= kept &lt;= length &lt;= LOOK_BACK_CHARS + maxChars       0 &lt;= start &lt;= start + released &lt;= decoded &lt;= end &lt;= maxBytes
 * </pre>
 *
 * Every look at a character takes one of the <em>steps</em>, of which each character brings some: a pattern that looks at the
 * same ones without end is found out.
 */
final class TextWindow implements CharSequence {
    /** How far a pattern can look back beyond where it begins: 1,024 characters. */
    static final int LOOK_BACK_CHARS = 1_024;
    /** How often a pattern may look at a character, on the average: 200 times. */
    static final int STEPS_PER_CHAR = 200;
    /** How many steps may be saved up, and are there at first: 5 million, some tens of milliseconds. */
    static final long MAX_STEPS = 5_000_000;

    private static final int FIRST_CHARS = 4 << 10;

    /** The steps are used up. */
    static final class Spent extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Spent() {
            super("the pattern looks at the same characters again and again", null, false, false);
        }
    }

    private final TextCoding coding;
    private final int maxChars;
    private final int maxBytes;
    private byte[] bytes = new byte[FIRST_CHARS];
    private char[] chars = new char[FIRST_CHARS];
    private byte[] widths = new byte[FIRST_CHARS];
    private int start;
    private int released;
    private int decoded;
    private int end;
    private int kept;
    private int length;
    private long steps = MAX_STEPS;

    /** @param maxChars how long a match can be; it may have four bytes a character */
    TextWindow(TextCoding coding, int maxChars) {
        this.coding = coding;
        this.maxChars = maxChars;
        this.maxBytes = Math.max(4 * maxChars, FIRST_CHARS);
    }

    /** How many bytes of memory it holds. */
    int heldBytes() {
        return bytes.length + 2 * chars.length + widths.length;
    }

    /** Whether no more can be taken before something is released. */
    boolean isFull() {
        return length - kept >= maxChars || end - start - released == maxBytes;
    }

    int undecided() {
        return length - kept;
    }

    boolean hasReleased() {
        return released > 0;
    }

    // ---- what comes in, and goes out ----

    /**
     * Takes bytes, and decodes them; what was released has to be put before.
     *
     * @return how many characters are forgotten: all indexes are to be less by so many. Negative if nothing was taken
     */
    int fill(ByteBuffer in) {
        if (!in.hasRemaining() || isFull()) {
            return -1;
        }
        System.arraycopy(bytes, start, bytes, 0, end - start);
        decoded -= start;
        end -= start;
        start = 0;
        if (end == bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(2 * bytes.length, maxBytes));
        }
        int room = Math.min(bytes.length - end, maxChars - undecided());
        int count = Math.min(in.remaining(), room);
        in.get(bytes, end, count);
        end += count;
        int forgotten = makeRoom(end - decoded);
        decode(false);
        return forgotten;
    }

    /** Nothing more will come: what is incomplete is undecodable. */
    void end() {
        decode(true);
    }

    /** For so many characters more, and a second half. */
    private int makeRoom(int count) {
        int forgotten = length + count < chars.length ? 0 : Math.max(kept - LOOK_BACK_CHARS, 0);
        System.arraycopy(chars, forgotten, chars, 0, length - forgotten);
        System.arraycopy(widths, forgotten, widths, 0, length - forgotten);
        length -= forgotten;
        kept -= forgotten;
        while (length + count >= chars.length) {
            chars = Arrays.copyOf(chars, 2 * chars.length);
            widths = Arrays.copyOf(widths, 2 * widths.length);
        }
        return forgotten;
    }

    private void decode(boolean last) {
        while (decoded < end) {
            long found = coding.find(bytes, decoded, end, last);
            if (found == TextCoding.MORE) {
                return;
            }
            int codePoint = TextCoding.codePoint(found);
            int count = Character.toChars(codePoint, chars, length);
            widths[length] = (byte) TextCoding.width(found);
            widths[length + count - 1] = (byte) (count == 1 ? TextCoding.width(found) : 0);
            length += count;
            decoded += TextCoding.width(found);
            steps = Math.min(steps + STEPS_PER_CHAR, MAX_STEPS);
        }
    }

    /** The characters before {@code index} are decided, and go as they are. */
    void release(int index) {
        while (kept < index) {
            released += widths[kept++];
        }
    }

    /** Those before {@code index} are decided too, and go nowhere: something is put in their place. */
    void drop(int index) {
        while (kept < index) {
            start += widths[kept++];
        }
    }

    /** All bytes are, decoded or not. */
    void releaseAll() {
        released = end - start;
        kept = length;
        decoded = end;
    }

    /** Puts what was released, as far as there is room. */
    void put(ByteBuffer out) {
        int count = Math.min(released, out.remaining());
        out.put(bytes, start, count);
        start += count;
        released -= count;
    }

    // ---- what a pattern sees ----

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int index) {
        if (--steps < 0) {
            throw new Spent();
        }
        return chars[index];
    }

    /** Whether that is the second half of a character. */
    boolean isWithinCharacter(int index) {
        return index > 0
                && index < length
                && Character.isLowSurrogate(chars[index])
                && Character.isHighSurrogate(chars[index - 1]);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
        return new String(chars, from, to - from);
    }

    @Override
    public String toString() {
        return new String(chars, 0, length);
    }
}

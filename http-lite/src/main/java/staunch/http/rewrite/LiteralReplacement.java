package staunch.http.rewrite;

import java.nio.ByteBuffer;
import staunch.http.coding.BodyTransform;

/**
 * Puts one text in the place of another, on bytes, by the automaton of Knuth, Morris and Pratt: each unit of the body is looked
 * at as it comes, and what is held back is a proper prefix of the literal, which need not be stored, because it is that.
 *
 * <pre>
 *   body   ... x y [a b a] c ...      literal  a b a b
 *                  matched            0 &lt;= matched &lt; literal.length between units
 * </pre>
 *
 * A unit is a byte or, in UTF-16, two: a match is never found across halves. The <em>pending</em> is what had no room, out of
 * the literal, the replacement or one unit; while there is some, nothing is taken.
 */
final class LiteralReplacement implements BodyTransform {
    private final int unitBytes;
    private final byte[] literalBytes;
    private final int[] literal;
    private final byte[] replacement;
    /** For each count of matched units, how many still match when the next does not. */
    private final int[] fallback;

    /** Room for all that one unit can put out: what matched before, and itself. */
    private final ByteBuffer unmatched;

    private ByteBuffer pending;
    private int matched;
    /** The first half of a unit, in UTF-16, or -1. */
    private int half = -1;

    /**
     * @param literal not empty
     * @param unitBytes 1, or 2 with both texts in UTF-16
     */
    LiteralReplacement(byte[] literal, byte[] replacement, int unitBytes) {
        this.unitBytes = unitBytes;
        this.literalBytes = literal;
        this.literal = units(literal, unitBytes);
        this.replacement = replacement;
        this.fallback = fallbacks(this.literal);
        this.unmatched = ByteBuffer.allocate(literal.length + unitBytes).limit(0);
        this.pending = unmatched;
    }

    private static int[] units(byte[] bytes, int unitBytes) {
        int[] units = new int[bytes.length / unitBytes];
        for (int i = 0; i < bytes.length; i++) {
            units[i / unitBytes] = units[i / unitBytes] << 8 | bytes[i] & 0xff;
        }
        return units;
    }

    private static int[] fallbacks(int[] literal) {
        int[] fallbacks = new int[literal.length];
        int shorter = 0;
        for (int i = 1; i < literal.length; i++) {
            fallbacks[i] = shorter;
            while (shorter > 0 && literal[i] != literal[shorter]) {
                shorter = fallbacks[shorter];
            }
            shorter += literal[i] == literal[shorter] ? 1 : 0;
        }
        return fallbacks;
    }

    @Override
    public boolean transform(ByteBuffer in, ByteBuffer out, Phase phase) {
        while (true) {
            put(out);
            if (pending.hasRemaining()) {
                return false;
            }
            if (unitBytes == 1 && matched == 0) {
                skip(in, out);
            }
            if (in.hasRemaining()) {
                take(in.get() & 0xff);
            } else if (phase == Phase.END && matched > 0) {
                pending = ByteBuffer.wrap(literalBytes, 0, matched * unitBytes);
                matched = 0;
            } else if (phase == Phase.END && half >= 0) {
                pending = unmatched.clear().put((byte) half).flip();
                half = -1;
            } else {
                return true;
            }
        }
    }

    private void put(ByteBuffer out) {
        int count = Math.min(pending.remaining(), out.remaining());
        out.put(out.position(), pending, pending.position(), count);
        out.position(out.position() + count);
        pending.position(pending.position() + count);
    }

    /** Passes on what does not begin the literal. */
    private void skip(ByteBuffer in, ByteBuffer out) {
        int start = in.position();
        int end = start + Math.min(in.remaining(), out.remaining());
        byte first = literalBytes[0];
        int at = start;
        while (at < end && in.get(at) != first) {
            at++;
        }
        out.put(out.position(), in, start, at - start);
        out.position(out.position() + at - start);
        in.position(at);
    }

    private void take(int octet) {
        if (unitBytes == 1) {
            match(octet);
        } else if (half < 0) {
            half = octet;
        } else {
            int unit = half << 8 | octet;
            half = -1;
            match(unit);
        }
    }

    /** What no longer matches is pending; behind it, the unit itself if it begins nothing. */
    private void match(int unit) {
        int before = matched;
        while (matched > 0 && literal[matched] != unit) {
            matched = fallback[matched];
        }
        if (literal[matched] == unit) {
            matched++;
            pending = ByteBuffer.wrap(literalBytes, 0, (before + 1 - matched) * unitBytes);
        } else {
            pending = unmatched.clear().put(literalBytes, 0, before * unitBytes);
            if (unitBytes == 2) {
                pending.put((byte) (unit >> 8));
            }
            pending.put((byte) unit).flip();
        }
        if (matched == literal.length) {
            matched = 0;
            pending = ByteBuffer.wrap(replacement);
        }
    }

    @Override
    public void close() {}
}

package staunch.http.codec;

/**
 * The line before a chunk (RFC 9112 §7.1), without the white space that the grammar tolerates: {@code size
 * *(";" name ["=" (token / quoted-string)]) CRLF}. A table, so that no octet is taken for another: the extensions are
 * where parsers have disagreed and requests been smuggled.
 *
 * <pre>
 *  FIRST ─hex─> SIZE ─;─> NAME_FIRST ─> NAME ─=─> VALUE_FIRST ─┬─> VALUE ────┬─;─> NAME_FIRST
 *                 │                       │                    └─"─> QUOTED  │
 *                 └──────────CR───────────┴──────────> LF ◄────CR────────────┘
 * </pre>
 */
final class ChunkLine {
    private static final byte FIRST = 0;
    private static final byte SIZE = 1;
    private static final byte NAME_FIRST = 2;
    private static final byte NAME = 3;
    private static final byte VALUE_FIRST = 4;
    private static final byte VALUE = 5;
    private static final byte QUOTED = 6;
    private static final byte ESCAPED = 7;
    private static final byte UNQUOTED = 8;
    private static final byte LINE_LF = 9;
    private static final byte DONE = 10;
    private static final byte BAD = -1;

    private static final byte[][] NEXT = {
        //               hex     tchar   ;           =            "         \        text    CR       LF    control
        /* FIRST */ {SIZE, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD},
        /* SIZE */ {SIZE, BAD, NAME_FIRST, BAD, BAD, BAD, BAD, LINE_LF, BAD, BAD},
        /* NAME_FIRST */ {NAME, NAME, BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD},
        /* NAME */ {NAME, NAME, NAME_FIRST, VALUE_FIRST, BAD, BAD, BAD, LINE_LF, BAD, BAD},
        /* VALUE_FIRST */ {VALUE, VALUE, BAD, BAD, QUOTED, BAD, BAD, BAD, BAD, BAD},
        /* VALUE */ {VALUE, VALUE, NAME_FIRST, BAD, BAD, BAD, BAD, LINE_LF, BAD, BAD},
        /* QUOTED */ {QUOTED, QUOTED, QUOTED, QUOTED, UNQUOTED, ESCAPED, QUOTED, BAD, BAD, BAD},
        /* ESCAPED */ {QUOTED, QUOTED, QUOTED, QUOTED, QUOTED, QUOTED, QUOTED, BAD, BAD, BAD},
        /* UNQUOTED */ {BAD, BAD, NAME_FIRST, BAD, BAD, BAD, BAD, LINE_LF, BAD, BAD},
        /* LINE_LF */ {BAD, BAD, BAD, BAD, BAD, BAD, BAD, BAD, DONE, BAD},
    };

    private static final byte[] CLASS = classes();

    private byte state = FIRST;
    private long size;
    private int bytes;

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int octet = 0; octet < classes.length; octet++) {
            classes[octet] = (byte) classOf((byte) octet);
        }
        return classes;
    }

    private static int classOf(byte octet) {
        int special = ";=\"\\".indexOf(octet & 0xff);
        if (special >= 0) {
            return 2 + special;
        }
        if (Character.digit(octet, 16) >= 0) {
            return 0;
        }
        if (Octets.isToken(octet)) {
            return 1;
        }
        return octet == Octets.CR ? 7 : octet == Octets.LF ? 8 : Octets.isValue(octet) ? 6 : 9;
    }

    void reset() {
        state = FIRST;
        size = 0;
        bytes = 0;
    }

    /** Takes the next octet; false if the line cannot be one. */
    boolean accept(byte octet) {
        bytes++;
        state = NEXT[state][CLASS[octet & 0xff]];
        if (state == SIZE) {
            if (size > Long.MAX_VALUE >> 4) {
                return false;
            }
            size = size << 4 | Character.digit(octet, 16);
        }
        return state != BAD;
    }

    boolean isDone() {
        return state == DONE;
    }

    /** How many octets were taken. */
    int bytes() {
        return bytes;
    }

    /** The size; final once the line is done. */
    long size() {
        return size;
    }
}

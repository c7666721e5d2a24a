package staunch.http.coding;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Undoes {@code gzip} (RFC 1952), of several members too, and {@code deflate}, which is zlib's format (RFC 1950) or, from
 * servers that never read that, its bare contents (RFC 1951).
 *
 * <pre>
 *   gzip      FIXED -> EXTRA_LENGTH -> EXTRA -> NAME -> COMMENT -> HEADER_CRC -> DATA -> TRAILER -> FIXED ...
 *                      (each only where the flags say so)
 *   deflate   FORMAT -> DATA -> DONE
 * </pre>
 *
 * Holds an inflater's window, some 40 KiB outside the heap, until {@link #close}. No bytes at all are a whole body.
 */
final class InflateDecoder implements BodyTransform {
    private enum State {
        FORMAT,
        FIXED,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        HEADER_CRC,
        DATA,
        TRAILER,
        DONE
    }

    private static final int FIXED_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int DEFLATED = 8;
    private static final int HAS_HEADER_CRC = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int RESERVED = 0xe0;
    private static final int[] MAGIC = {0x1f, 0x8b, DEFLATED};

    private final boolean gzip;
    private final CRC32 checksum = new CRC32();
    private Inflater inflater = new Inflater(true);
    private State state;
    /** How many bytes of the current field have been seen; how many an extra field has; the trailer so far. */
    private int seen;

    private int extraBytes;
    private long trailer;
    private int flags;
    private long length;
    private boolean begun;

    InflateDecoder(boolean gzip) {
        this.gzip = gzip;
        this.state = gzip ? State.FIXED : State.FORMAT;
    }

    @Override
    public boolean transform(ByteBuffer in, ByteBuffer out, Phase phase) throws ZipException {
        boolean more = true;
        while (more) {
            more = switch (state) {
                case DATA -> inflateData(in, out);
                case DONE -> in.hasRemaining() && garbage();
                case FORMAT -> in.hasRemaining() && seeFormat(in.get(in.position()));
                default -> in.hasRemaining() && seeFraming(in.get() & 0xff);
            };
        }
        boolean done = !in.hasRemaining() && (out.hasRemaining() || state != State.DATA);
        if (done && phase == Phase.END && !isWhole()) {
            throw new ZipException("the compressed body is truncated");
        }
        return done;
    }

    private static boolean garbage() throws ZipException {
        throw new ZipException("bytes behind the end of the compressed body");
    }

    /** Whether nothing is missing: all members are whole, or there was nothing at all. */
    private boolean isWhole() {
        return !begun || state == State.DONE || state == State.FIXED && seen == 0;
    }

    @Override
    public void close() {
        inflater.end();
    }

    // ---- around the data ----

    /** Zlib's first byte: the method, and a window of at most 32 KiB. */
    private boolean seeFormat(byte first) {
        begun = true;
        if ((first & 0xf) == DEFLATED && (first & 0xff) >> 4 <= 7) {
            inflater.end();
            inflater = new Inflater(false);
        }
        return enter(State.DATA);
    }

    private boolean seeFraming(int octet) throws ZipException {
        begun = true;
        int at = seen++;
        return switch (state) {
            case FIXED -> seeFixed(at, octet);
            case EXTRA_LENGTH -> {
                extraBytes = at == 0 ? octet : extraBytes | octet << 8;
                yield at == 0 || enter(extraBytes == 0 ? behind(HAS_EXTRA) : State.EXTRA);
            }
            case EXTRA -> seen < extraBytes || enter(behind(HAS_EXTRA));
            case NAME -> octet != 0 || enter(behind(HAS_NAME));
            case COMMENT -> octet != 0 || enter(behind(HAS_COMMENT));
            case HEADER_CRC -> at == 0 || enter(State.DATA);
            default -> seeTrailer(at, octet);
        };
    }

    private boolean seeFixed(int at, int octet) throws ZipException {
        if (at < MAGIC.length && octet != MAGIC[at]) {
            throw new ZipException("not gzip, though Content-Encoding says so");
        }
        if (at == MAGIC.length) {
            if ((octet & RESERVED) != 0) {
                throw new ZipException("gzip with flags that are reserved");
            }
            flags = octet;
        }
        return seen < FIXED_BYTES || enter(behind(0));
    }

    /** What comes behind the optional part with that flag, or behind the fixed one: the order is not that of the flags. */
    private State behind(int part) {
        if (part < HAS_EXTRA && (flags & HAS_EXTRA) != 0) {
            return State.EXTRA_LENGTH;
        }
        if (part < HAS_NAME && (flags & HAS_NAME) != 0) {
            return State.NAME;
        }
        if (part < HAS_COMMENT && (flags & HAS_COMMENT) != 0) {
            return State.COMMENT;
        }
        return (flags & HAS_HEADER_CRC) != 0 ? State.HEADER_CRC : State.DATA;
    }

    private boolean seeTrailer(int at, int octet) throws ZipException {
        trailer = at == 0 ? octet : trailer | (long) octet << 8 * at;
        if (seen < TRAILER_BYTES) {
            return true;
        }
        long expected = checksum.getValue() | (length & 0xffff_ffffL) << 32;
        if (trailer != expected) {
            throw new ZipException("the checksum or the length of the compressed body is wrong");
        }
        inflater.reset();
        checksum.reset();
        length = 0;
        return enter(State.FIXED);
    }

    private boolean enter(State entered) {
        state = entered;
        seen = 0;
        return true;
    }

    // ---- the data ----

    /** The inflater keeps no byte of {@code in} behind the data's end, and no hold on the buffer. */
    private boolean inflateData(ByteBuffer in, ByteBuffer out) throws ZipException {
        int start = out.position();
        try {
            inflater.setInput(in);
            int count = inflater.inflate(out);
            length += count;
            checksum.update(out.duplicate().flip().position(start));
        } catch (DataFormatException e) {
            throw new ZipException("the compressed body is damaged: " + e.getMessage());
        } finally {
            inflater.setInput(Pieces.NOTHING);
        }
        if (inflater.needsDictionary()) {
            throw new ZipException("the compressed body needs a dictionary that nobody has");
        }
        if (inflater.finished()) {
            return enter(gzip ? State.TRAILER : State.DONE);
        }
        return out.position() > start && out.hasRemaining();
    }
}

package staunch.http.coding;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * {@code gzip} (RFC 1952), or {@code deflate} in zlib's format (RFC 1950).
 *
 * The <em>aside</em> are bytes that had no room: gzip's header and trailer, and what zlib writes when there is little room,
 * because it begins a flush anew when one ends with the buffer. {@code 0 <= position <= limit <= ASIDE_BYTES + TRAILER_BYTES}.
 * Beside that it holds the deflater's windows, some 260 KiB outside the heap.
 */
final class DeflateEncoder implements BodyTransform {
    static final int ASIDE_BYTES = 64;

    private static final int TRAILER_BYTES = 8;
    /** Magic, deflate, no flags, no time, nothing said of speed, system unknown (RFC 1952 §2.3). */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final boolean gzip;
    private final Deflater deflater;
    private final CRC32 checksum = new CRC32();
    private final ByteBuffer aside = ByteBuffer.allocate(ASIDE_BYTES + TRAILER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .limit(0);
    /** Something was taken since the last flush. */
    private boolean unflushed;

    private boolean ended;

    DeflateEncoder(boolean gzip) {
        this.gzip = gzip;
        this.deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, gzip);
        if (gzip) {
            aside.clear().put(HEADER).flip();
        }
    }

    @Override
    public boolean transform(ByteBuffer in, ByteBuffer out, Phase phase) {
        while (true) {
            Pieces.move(aside, out);
            if (aside.hasRemaining()) {
                return false;
            }
            if (ended || !in.hasRemaining() && (phase == Phase.MORE || phase == Phase.FLUSH && !unflushed)) {
                return true;
            }
            if (!out.hasRemaining()) {
                return false;
            }
            if (out.remaining() < ASIDE_BYTES) {
                deflate(in, aside.clear().limit(ASIDE_BYTES), phase);
                aside.flip();
            } else {
                deflate(in, out, phase);
            }
            ended = deflater.finished();
            if (ended && gzip) {
                end();
            }
        }
    }

    /** Deflates until all that the phase asks for is done or {@code room} is full. */
    private void deflate(ByteBuffer in, ByteBuffer room, Phase phase) {
        int start = in.position();
        deflater.setInput(in);
        if (phase == Phase.END) {
            deflater.finish();
        }
        deflater.deflate(room, phase == Phase.FLUSH ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH);
        deflater.setInput(Pieces.NOTHING);
        checksum.update(in.duplicate().flip().position(start));
        unflushed = phase != Phase.FLUSH || !room.hasRemaining();
    }

    /** Behind what may wait aside: that is less than {@link #ASIDE_BYTES}, and made in one with the end. */
    private void end() {
        aside.compact()
                .putInt((int) checksum.getValue())
                .putInt((int) deflater.getBytesRead())
                .flip();
    }

    @Override
    public void close() {
        deflater.end();
    }
}

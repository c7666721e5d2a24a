package staunch.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import staunch.reactor.EventLoop;
import staunch.reactor.LoopLocal;

/**
 * Pieces of a file, each behind some bytes that lead to it, read when the connection can take them; nothing of the file is
 * held between two reads. A file that has become shorter ends the connection, so that nobody takes the part for the whole.
 */
final class FileBody implements BodyProducer {
    private static final LoopLocal<ByteBuffer> SCRATCH =
            new LoopLocal<>(loop -> ByteBuffer.allocateDirect(EventLoop.READ_SCRATCH_BYTES));

    /**
     * Bytes, and behind them some of the file's.
     *
     * @param lead the bytes
     * @param first where in the file to begin
     * @param length how many bytes of the file
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Piece(byte[] lead, long first, long length) {
        static Piece of(ByteRange range) {
            return new Piece(new byte[0], range.first(), range.length());
        }
    }

    private final OpenedFile file;
    private final List<Piece> pieces;
    private final EventLoop loop;
    private int index;
    /** How much of the current piece has been written, its lead counted in. */
    private long written;

    FileBody(OpenedFile file, List<Piece> pieces, EventLoop loop) {
        this.file = file;
        this.pieces = pieces;
        this.loop = loop;
    }

    static long lengthOf(List<Piece> pieces) {
        return pieces.stream()
                .mapToLong(piece -> piece.lead().length + piece.length())
                .sum();
    }

    @Override
    public void produce(BodyWriter out) throws IOException {
        int taken = 1;
        while (index < pieces.size() && taken > 0 && out.isWritable()) {
            Piece piece = pieces.get(index);
            int lead = piece.lead().length;
            taken = written < lead
                    ? out.write(ByteBuffer.wrap(piece.lead(), (int) written, lead - (int) written))
                    : writeFile(out, piece, written - lead);
            written += taken;
            if (written == lead + piece.length()) {
                index++;
                written = 0;
                taken = 1;
            }
        }
        if (index == pieces.size()) {
            out.end();
        }
    }

    private int writeFile(BodyWriter out, Piece piece, long done) throws IOException {
        ByteBuffer scratch = loop.local(SCRATCH).clear();
        scratch.limit((int) Math.min(scratch.capacity(), piece.length() - done));
        FileChannel channel = file.channel();
        if (scratch.hasRemaining() && channel.read(scratch, piece.first() + done) < 0) {
            throw new IOException("the file became shorter while it was being sent");
        }
        return out.write(scratch.flip());
    }

    @Override
    public void finished(boolean whole) {
        file.close();
    }
}

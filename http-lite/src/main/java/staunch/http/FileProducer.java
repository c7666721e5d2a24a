package staunch.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The first bytes of a file, as many as it had when its length was told. It is open from the first byte to the last call. */
final class FileProducer implements BodyProducer {
    private static final int PIECE_BYTES = 32 << 10;

    private final Path path;
    private final long lengthBytes;
    private @Nullable FileChannel file;
    /** Read, and not written yet: from position to limit. */
    private ByteBuffer piece = ByteBuffer.allocate(0);

    private long readBytes;

    FileProducer(Path path, long lengthBytes) {
        this.path = path;
        this.lengthBytes = lengthBytes;
    }

    @Override
    public void produce(BodyWriter out) throws IOException {
        int taken = 1;
        while (taken > 0 && out.isWritable() && readPiece()) {
            taken = out.write(piece);
        }
        if (readBytes == lengthBytes && !piece.hasRemaining()) {
            out.end();
        }
    }

    /** Whether there is something to write. */
    private boolean readPiece() throws IOException {
        if (piece.hasRemaining() || readBytes == lengthBytes) {
            return piece.hasRemaining();
        }
        if (file == null) {
            file = FileChannel.open(path, StandardOpenOption.READ);
            piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, lengthBytes));
        }
        piece.clear().limit((int) Math.min(piece.capacity(), lengthBytes - readBytes));
        int count = file.read(piece);
        if (count < 0) {
            throw new IOException("the file became shorter while it was being sent");
        }
        readBytes += count;
        return piece.flip().hasRemaining();
    }

    @Override
    public void finished(boolean whole) {
        FileChannel opened = file;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException nothingToDo) {
                // It was only read.
            }
        }
    }
}

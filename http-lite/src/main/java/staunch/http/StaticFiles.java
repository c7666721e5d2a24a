package staunch.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import staunch.http.codec.Method;
import staunch.http.codec.Status;
import staunch.reactor.EventLoop;
import staunch.reactor.LoopLocal;

/**
 * Serves the files below one folder to GET and HEAD: a folder by its {@code index.html}, everything else by its bytes,
 * streamed. What does not lie below the folder, by whatever encoding, dots or symbolic links it is asked for, is not found;
 * nor is what is hidden, by a dot at the beginning of its name or of a folder's above it, but for {@code .well-known} (RFC
 * 8615): {@code .git} and {@code .env} are not meant for the world.
 *
 * <p>Files are opened and read on the connection's loop: meant for local disks.
 */
public final class StaticFiles implements HttpHandler {
    private static final String INDEX = "index.html";
    private static final Path WELL_KNOWN = Path.of(".well-known");

    private final Path root;

    /**
     * @param root the folder
     * @throws IOException if it is not a folder that can be read
     */
    public StaticFiles(Path root) throws IOException {
        if (!Files.isDirectory(root) || !Files.isReadable(root)) {
            throw new IOException(
                    root + " is not a folder that can be read: name the folder whose files shall be served");
        }
        this.root = root.toRealPath();
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        Method method = exchange.request().method();
        if (method != Method.GET && method != Method.HEAD) {
            exchange.respond(plain(Status.METHOD_NOT_ALLOWED).with("Allow", "GET, HEAD"));
            return;
        }
        String path = exchange.request().path();
        Optional<Path> found = find(path);
        if (found.isEmpty()) {
            exchange.respond(plain(Status.NOT_FOUND));
        } else if (Files.isDirectory(found.get()) && !path.endsWith("/")) {
            exchange.respond(plain(Status.MOVED_PERMANENTLY).with("Location", sameHost(path) + "/"));
        } else {
            respond(exchange, Files.isDirectory(found.get()) ? found.get().resolve(INDEX) : found.get());
        }
    }

    private void respond(Exchange exchange, Path file) throws IOException {
        Path real = Files.isRegularFile(file) ? file.toRealPath() : root;
        if (!Files.isRegularFile(real) || !real.startsWith(root) || !Files.isReadable(real)) {
            exchange.respond(plain(Status.NOT_FOUND));
            return;
        }
        FileChannel opened = FileChannel.open(real, StandardOpenOption.READ);
        long length = opened.size();
        BodyProducer producer = new FileProducer(opened, length, exchange.loop());
        exchange.respond(Response.streaming(
                Status.OK, ContentTypes.of(real.getFileName().toString()), OptionalLong.of(length), producer));
    }

    /** The file or folder of that path; empty if there is none below the root. */
    private Optional<Path> find(String encodedPath) {
        Optional<String> path = PercentEncoding.decodePath(encodedPath);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path named = root.resolve(path.get().substring(1)).normalize();
            boolean isServed = Files.exists(named) && named.toRealPath().startsWith(root) && !isHidden(named);
            return isServed ? Optional.of(named) : Optional.empty();
        } catch (InvalidPathException | IOException unnameable) {
            return Optional.empty();
        }
    }

    private boolean isHidden(Path named) {
        for (Path part : root.relativize(named)) {
            if (part.toString().startsWith(".") && !part.equals(WELL_KNOWN)) {
                return true;
            }
        }
        return false;
    }

    /** A Location must not begin with two slashes: it would name another host. */
    private static String sameHost(String path) {
        return "/" + path.replaceFirst("^/+", "");
    }

    private static Response plain(Status status) {
        return Response.of(status, "text/plain", status.code() + " " + status.reason() + "\n");
    }

    /** A file's bytes, read when the connection can take them; nothing is held between two pieces. */
    private static final class FileProducer implements BodyProducer {
        private static final LoopLocal<ByteBuffer> PIECE =
                new LoopLocal<>(loop -> ByteBuffer.allocateDirect(EventLoop.READ_SCRATCH_BYTES));

        private final FileChannel file;
        private final long length;
        private final EventLoop loop;
        private long sent;

        FileProducer(FileChannel file, long length, EventLoop loop) {
            this.file = file;
            this.length = length;
            this.loop = loop;
        }

        @Override
        public void produce(BodyWriter out) throws IOException {
            while (sent < length && out.isWritable()) {
                ByteBuffer piece = loop.local(PIECE).clear();
                piece.limit((int) Math.min(piece.capacity(), length - sent));
                if (file.read(piece, sent) < 0) {
                    throw new IOException("the file became shorter while it was being sent");
                }
                sent += out.write(piece.flip());
            }
            if (sent == length) {
                out.end();
            }
        }

        @Override
        public void finished(boolean whole) {
            try {
                file.close();
            } catch (IOException nothingToDo) {
                // It was only read.
            }
        }
    }
}

package staunch.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import staunch.reactor.EventLoop;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;

/** A sparse file of 10 GB. */
class LargeFileTest {
    private static final long SIZE = 10L << 30;
    private static final int END = 1 << 20;
    /** A connection's channel, as set, with the pool's own rounding. */
    private static final long MAX_HELD = 512 << 10;

    @TempDir
    Path folder;

    private byte[] end;

    @BeforeEach
    void make() throws IOException {
        end = Pattern.bytes(END);
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("large.bin").toFile(), "rw")) {
            file.setLength(SIZE);
            file.seek(SIZE - END);
            file.write(end);
        }
    }

    @Test
    void shouldSendItsFarEndToASlowReader() throws IOException {
        try (World world = new World()) {
            world.serve(StaticFiles.of(folder));
            RawPeer client = world.dial();
            client.send("GET /large.bin HTTP/1.0\r\nRange: bytes=-" + END + "\r\n\r\n");
            while (client.inputEnd().isEmpty()) {
                client.channel().pauseReads();
                world.pass(10_000);
                assertTrue(world.heldByServer() < MAX_HELD, () -> world.heldByServer() + " bytes held");
                client.channel().resumeReads();
                world.settle();
            }
            String answer = client.received();
            assertTrue(answer.contains("Content-Range: bytes 10736369664-10737418239/10737418240\r\n"), answer);
            byte[] body = answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);
            assertArrayEquals(end, body);
        }
    }

    @Test
    void shouldSendPartsFromFarApart() throws IOException {
        try (World world = new World()) {
            world.serve(StaticFiles.of(folder));
            Request request = Request.get("h", "/large.bin").with("Range", "bytes=0-9,10737418238-10737418239");
            String text = world.await(world.connect().fetch(request, END)).text();
            assertTrue(text.contains("bytes 10737418238-10737418239/10737418240"), text);
        }
    }

    /** All of it, through a socket, within bounds of the pool and of the heap. */
    @Test
    @Tag("soak")
    void shouldSendAllOfIt() throws IOException {
        try (Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1))) {
            HttpServer server = HttpServer.listen(
                    reactor,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    Layer.NONE,
                    StaticFiles.of(folder),
                    HttpServerOptions.DEFAULT);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream().write("GET /large.bin HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                long heapBefore = usedHeapBytes();
                byte[] last = readAll(socket.getInputStream(), reactor.loops().get(0));
                assertArrayEquals(end, last);
                assertTrue(usedHeapBytes() - heapBefore < 32 << 20);
            }
        }
    }

    private static long usedHeapBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Reads head and body; the body's end. */
    private static byte[] readAll(InputStream in, EventLoop loop) throws IOException {
        byte[] piece = new byte[1 << 20];
        byte[] last = new byte[END];
        long bytes = 0;
        long maxHeld = 0;
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            int kept = Math.min(read, END);
            System.arraycopy(last, kept, last, 0, END - kept);
            System.arraycopy(piece, read - kept, last, END - kept, kept);
            if (bytes >> 28 != (bytes + read) >> 28) {
                maxHeld = Math.max(maxHeld, loop.buffers().leasedBytes());
            }
            bytes += read;
        }
        assertTrue(bytes > SIZE && bytes < SIZE + 1_000, bytes + " bytes");
        assertTrue(maxHeld < MAX_HELD, maxHeld + " bytes held");
        return Arrays.copyOf(last, END);
    }
}

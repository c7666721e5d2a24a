package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import staunch.reactor.memory.BufferPool;
import staunch.reactor.memory.LeakDetection;
import staunch.reactor.memory.Ledger;
import staunch.reactor.memory.OutboundQueue;
import staunch.reactor.memory.PooledBuffer;
import staunch.reactor.memory.Purpose;

/** How the queue of a channel reaches its socket. */
class TcpOutputTest {
    private final BufferPool pool = new BufferPool();
    private final Ledger ledger = new Ledger();
    private final OutboundQueue queue = new OutboundQueue(pool, ledger, Purpose.OUTBOUND);
    private final ByteBuffer[] gather = new ByteBuffer[EventLoop.MAX_GATHERED_BUFFERS];

    private static byte[] randomBytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void shouldKeepEveryByteInOrderHoweverLittleTheSocketTakes() throws IOException {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            ScriptedSocket socket = new ScriptedSocket();
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            for (int step = 0; step < 200; step++) {
                String where = "seed " + seed + ", step " + step;
                if (random.nextBoolean()) {
                    byte[] bytes = randomBytes(random, random.nextInt(random.nextInt(10) == 0 ? 200_000 : 500));
                    ByteBuffer source = ByteBuffer.wrap(bytes);
                    queue.append(source, bytes.length);
                    assertEquals(bytes.length, source.position(), where);
                    expected.writeBytes(bytes);
                } else if (random.nextInt(5) == 0 && !queue.isEmpty()) {
                    ByteBuffer head = queue.head();
                    byte[] taken = new byte[random.nextInt(head.remaining() + 1)];
                    head.get(taken);
                    queue.settle(taken.length);
                    socket.written.writeBytes(taken);
                } else {
                    socket.roomBytes = random.nextInt(3) * random.nextInt(100_000);
                    socket.maxBytesPerWrite = 1 + random.nextInt(70_000);
                    int before = queue.pendingBytes();
                    int drained = TcpOutput.drain(queue, socket, gather);
                    assertEquals(before - drained, queue.pendingBytes(), where);
                }
                assertEquals(expected.size() - socket.written.size(), queue.pendingBytes(), where);
                assertEquals(queue.isEmpty(), ledger.heldBytes() == 0, where);
                assertEquals(queue.isEmpty(), pool.leasedBytes() == 0, where);
            }
            socket.roomBytes = Long.MAX_VALUE;
            socket.maxBytesPerWrite = Integer.MAX_VALUE;
            TcpOutput.drain(queue, socket, gather);
            assertArrayEquals(expected.toByteArray(), socket.written.toByteArray(), "seed " + seed);
            assertEquals(0, pool.leasedBytes(), "seed " + seed);
        }
    }

    @Test
    void shouldWriteManyBuffersInOneCall() throws IOException {
        ScriptedSocket socket = new ScriptedSocket();
        for (int i = 0; i < 5; i++) {
            queue.append(ByteBuffer.allocate(60_000), 60_000);
        }
        assertEquals(300_000, TcpOutput.drain(queue, socket, gather));
        assertEquals(1, socket.writes);
        for (ByteBuffer slot : gather) {
            assertNull(slot, "a slot keeps a buffer that is no longer ours");
        }
    }

    @Test
    void shouldStopAskingWhenTheSocketTakesLess() throws IOException {
        ScriptedSocket socket = new ScriptedSocket();
        socket.roomBytes = 0;
        queue.append(ByteBuffer.allocate(10), 10);
        assertEquals(0, TcpOutput.drain(queue, socket, gather));
        assertEquals(1, socket.writes);
        queue.release();
        assertEquals(0, TcpOutput.drain(queue, socket, gather));
        assertEquals(1, socket.writes);
    }

    @Test
    void shouldHaveLittleWaitWhileBuffersAreScarce() throws IOException {
        BufferPool small = new BufferPool(4L * BufferPool.MAX_BUFFER_BYTES, 0, LeakDetection.COUNT);
        TcpOutput output = new TcpOutput(small, ledger, ChannelOptions.DEFAULT);
        ScriptedSocket socket = new ScriptedSocket();
        assertEquals(1_000, output.append(ByteBuffer.allocate(1_000)));
        assertTrue(output.isWritable());

        List<PooledBuffer> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            others.add(small.lease(BufferPool.MAX_BUFFER_BYTES, ledger, Purpose.OUTBOUND));
        }
        assertEquals(1, output.append(ByteBuffer.allocate(1)));
        assertFalse(output.isWritable());
        socket.roomBytes = 1_000;
        output.drainTo(socket, gather);
        assertFalse(output.becomesWritable(), "one byte waits");
        socket.roomBytes = 1;
        output.drainTo(socket, gather);
        assertTrue(output.becomesWritable(), "however scarce buffers are");

        assertEquals(1, output.append(ByteBuffer.allocate(1)));
        assertFalse(output.isWritable());
        others.forEach(PooledBuffer::release);
        assertTrue(output.becomesWritable());
        output.release();
    }

    @Test
    void shouldKeepWhatWaitsWhenTheSocketFails() {
        ScriptedSocket socket = new ScriptedSocket();
        socket.writeFailure = new IOException("Broken pipe");
        queue.append(ByteBuffer.allocate(10), 10);
        assertThrows(IOException.class, () -> TcpOutput.drain(queue, socket, gather));
        assertEquals(10, queue.pendingBytes());
        queue.release();
        assertEquals(0, pool.leasedBytes());
    }
}

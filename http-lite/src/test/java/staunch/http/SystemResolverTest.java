package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** The system is asked by threads that may wait, few of them, and no end of questions is not kept. */
class SystemResolverTest {
    @Test
    void shouldAskOnADaemonThread() throws Exception {
        CompletableFuture<Thread> asking = new CompletableFuture<>();
        SystemResolver resolver = new SystemResolver(host -> {
            asking.complete(Thread.currentThread());
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        });
        assertEquals(
                List.of(InetAddress.getLoopbackAddress()),
                resolver.resolve("h").toCompletableFuture().get());
        assertTrue(asking.join().isDaemon());
        assertFalse(asking.join() == Thread.currentThread());
    }

    @Test
    void shouldSayWhatIsNotFound() {
        SystemResolver nobody = new SystemResolver(host -> {
            throw new UnknownHostException(host);
        });
        assertTrue(failure(nobody).getMessage().contains("is the name right?"));
    }

    private static UnknownHostException failure(Resolver resolver) {
        CompletableFuture<?> answer = resolver.resolve("h").toCompletableFuture();
        return assertInstanceOf(
                UnknownHostException.class,
                assertThrows(ExecutionException.class, answer::get).getCause());
    }

    @Test
    void shouldBoundWhatWaits() {
        CountDownLatch released = new CountDownLatch(1);
        SystemResolver slow = new SystemResolver(host -> {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new InetAddress[0];
        });
        List<CompletableFuture<List<InetAddress>>> all = new ArrayList<>();
        for (int i = 0; i < SystemResolver.MAX_THREADS + SystemResolver.MAX_WAITING; i++) {
            all.add(slow.resolve("h").toCompletableFuture());
        }
        assertTrue(failure(slow).getMessage().contains("MAX_WAITING"));
        released.countDown();
        all.forEach(answer -> assertEquals(List.of(), answer.join()));
    }
}

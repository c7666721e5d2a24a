package staunch.tls.pki;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static staunch.tls.pki.MinterFixture.AT_ONCE;
import static staunch.tls.pki.MinterFixture.assertFailsLater;
import static staunch.tls.pki.MinterFixture.dns;
import static staunch.tls.pki.MinterFixture.end;
import static staunch.tls.pki.MinterFixture.failure;
import static staunch.tls.pki.MinterFixture.made;
import static staunch.tls.pki.MinterFixture.names;
import static staunch.tls.pki.MinterFixture.real;
import static staunch.tls.pki.PkiFixtures.assertFails;
import static staunch.tls.pki.PkiFixtures.assertMentions;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.tls.pki.PkiException.Kind;

/** How many leaves are made, for whom, and how long they are kept. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeafMinterKeepingTest {
    private final MinterFixture minting = new MinterFixture();
    private final LeafMinter<Identity> minter = minting.minter(AT_ONCE, 10);

    // Row 5: a storm of misses mints once.
    @Test
    void shouldMintOnceForAHundredWhoAskAtOnce() throws Exception {
        int askers = 100;
        CountDownLatch go = new CountDownLatch(1);
        LeafMinter<Identity> held = new LeafMinter<>(
                minting.authority,
                request -> {
                    await(go);
                    return minting.sign(request);
                },
                Function.identity(),
                Executors.newCachedThreadPool(LeafMinterKeepingTest::daemon),
                10);
        CyclicBarrier together = new CyclicBarrier(askers);
        ExecutorService threads = Executors.newFixedThreadPool(askers, LeafMinterKeepingTest::daemon);
        try {
            List<Future<CompletionStage<Identity>>> asked = new ArrayList<>();
            for (int i = 0; i < askers; i++) {
                asked.add(threads.submit(() -> {
                    together.await();
                    return held.mint("www.test");
                }));
            }
            List<CompletionStage<Identity>> stages = new ArrayList<>();
            for (Future<CompletionStage<Identity>> one : asked) {
                stages.add(one.get());
            }
            go.countDown();
            Identity first = made(stages.get(0));
            stages.forEach(stage -> assertSame(first, made(stage)));
            assertEquals(1, minting.signed.get());
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "leaf-minter-test");
        thread.setDaemon(true);
        return thread;
    }

    // Row 6: a cache without bound.
    @Test
    void shouldStayTheSameSizeOverAMillionNames() {
        Identity one = minting.authority.issue(LeafRequest.forServer("one.test"));
        LeafMinter<Identity> flooded = new LeafMinter<>(
                minting.authority, request -> one, Function.identity(), AT_ONCE, LeafMinter.DEFAULT_MAX_KEPT);
        long before = 0;
        for (int i = 0; i < 1_000_000; i++) {
            if (i == 2 * LeafMinter.DEFAULT_MAX_KEPT) {
                before = usedHeapBytes();
            }
            assertSame(one, made(flooded.mint("h" + i + ".test")));
        }
        long grownBytes = usedHeapBytes() - before;
        assertTrue(grownBytes < 1 << 20, () -> grownBytes + " bytes");
        assertMentionsCounts(flooded, LeafMinter.DEFAULT_MAX_KEPT, 0);
    }

    private static void assertMentionsCounts(LeafMinter<?> minter, int kept, int beingMade) {
        assertEquals(
                "LeafMinter[CertificateAuthority[CN=Proxy], " + kept + " kept, " + beingMade + " being made]",
                minter.toString());
    }

    private static long usedHeapBytes() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    @Test
    void shouldKeepThoseThatAreAskedFor() {
        LeafMinter<Identity> two = minting.minter(AT_ONCE, 2);
        Identity a = made(two.mint("a.test"));
        Identity b = made(two.mint("b.test"));
        assertSame(a, made(two.mint("A.test.")));
        made(two.mint("c.test"));
        assertSame(a, made(two.mint("a.test")));
        assertNotSame(b, made(two.mint("b.test")));
        assertEquals(4, minting.signed.get());
        assertMentionsCounts(two, 2, 0);
    }

    // Row 7: a cache by the common name gives the wrong leaf.
    @Test
    void shouldTellLeavesApartByAllThatTheRealOneSays() {
        Identity alone = made(minter.mint("www.test"));
        X509Certificate first = real(dns("one.test"));
        X509Certificate second = real(dns("two.test"));
        Identity one = made(minter.mint("www.test", first));
        Identity two = made(minter.mint("www.test", second));
        assertEquals(List.of("www.test"), names(alone));
        assertEquals(List.of("www.test", "one.test"), names(one));
        assertEquals(List.of("www.test", "two.test"), names(two));
        assertEquals(List.of("other.test", "one.test"), names(made(minter.mint("other.test", first))));
        assertSame(one, made(minter.mint("www.test", first)));
        assertSame(alone, made(minter.mint("www.test")));
        assertEquals(4, minting.signed.get());
    }

    @Test
    void shouldReplaceALeafNearItsEnd() {
        Identity first = made(minter.mint("www.test"));
        Instant last = end(first.leaf()).minus(LeafMinter.RENEWAL_MARGIN);
        minting.now.set(last.minusSeconds(1));
        assertSame(first, made(minter.mint("www.test")));
        minting.now.set(last);
        Identity second = made(minter.mint("www.test"));
        assertNotEquals(first.leaf(), second.leaf());
        assertSame(second, made(minter.mint("www.test")));
        assertMentionsCounts(minter, 1, 0);
    }

    @Test
    void shouldNotOutliveTheAuthorityNorReplaceWhatCannotBeBettered() {
        Instant end = end(minting.authority.certificate());
        minting.now.set(end.minusSeconds(60));
        Identity last = made(minter.mint("www.test"));
        assertEquals(end, end(last.leaf()));
        minting.now.set(end.minusSeconds(1));
        assertSame(last, made(minter.mint("www.test")));
        minting.now.set(end.plusSeconds(1));
        assertFailsLater(Kind.AUTHORITY_EXPIRED, minter.mint("www.test"));
        assertFails(Kind.AUTHORITY_EXPIRED, () -> LeafMinter.of(minting.authority));
    }

    @Test
    void shouldBoundWhatIsBeingMade() {
        Deque<Runnable> waiting = new ArrayDeque<>();
        LeafMinter<Identity> slow = minting.minter(waiting::add, 10);
        CompletionStage<Identity> first = slow.mint("h0.test");
        for (int i = 1; i < LeafMinter.MAX_BEING_MADE; i++) {
            slow.mint("h" + i + ".test");
        }
        PkiException refused = assertFailsLater(Kind.TOO_MANY_AT_ONCE, slow.mint("more.test"));
        assertMentions(refused, "MAX_BEING_MADE", "try again");
        CompletionStage<Identity> joined = slow.mint("h0.test");
        assertEquals(LeafMinter.MAX_BEING_MADE, waiting.size());
        assertMentionsCounts(slow, 0, LeafMinter.MAX_BEING_MADE);
        waiting.removeFirst().run();
        assertSame(made(first), made(joined));
        CompletionStage<Identity> again = slow.mint("more.test");
        waiting.removeLast().run();
        assertEquals(List.of("more.test"), names(made(again)));
        assertMentionsCounts(slow, 2, LeafMinter.MAX_BEING_MADE - 1);
    }

    @Test
    void shouldSayThatTheExecutorIsFull() {
        AtomicReference<Executor> executor = new AtomicReference<>(work -> {
            throw new RejectedExecutionException("full");
        });
        LeafMinter<Identity> full = minting.minter(work -> executor.get().execute(work), 10);
        assertFailsLater(Kind.TOO_MANY_AT_ONCE, full.mint("www.test"));
        executor.set(AT_ONCE);
        assertEquals(List.of("www.test"), names(made(full.mint("www.test"))));
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new IllegalStateException("the key no longer signs")),
                Arguments.of(new StackOverflowError("an error")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void shouldNotKeepAFailure(Throwable failure) {
        Queue<Runnable> waiting = new ArrayDeque<>();
        AtomicInteger tries = new AtomicInteger();
        LeafMinter<Identity> failing = new LeafMinter<>(
                minting.authority,
                request -> {
                    if (tries.getAndIncrement() == 0) {
                        throw LeafMinterKeepingTest.<RuntimeException>unchecked(failure);
                    }
                    return minting.sign(request);
                },
                Function.identity(),
                waiting::add,
                10);
        List<CompletionStage<Identity>> asked = List.of(failing.mint("www.test"), failing.mint("www.test"));
        waiting.remove().run();
        asked.forEach(stage -> assertSame(failure, failure(stage)));
        CompletionStage<Identity> again = failing.mint("www.test");
        waiting.remove().run();
        assertEquals(List.of("www.test"), names(made(again)));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E unchecked(Throwable failure) throws E {
        throw (E) failure;
    }

    @Test
    void shouldKeepWhatIsMadeOfALeaf() {
        AtomicInteger finished = new AtomicInteger();
        LeafMinter<String> minted = LeafMinter.of(
                minting.authority, identity -> names(identity) + " " + finished.incrementAndGet(), AT_ONCE, 10);
        assertEquals("[www.test] 1", made(minted.mint("www.test")));
        assertEquals("[www.test] 1", made(minted.mint("www.test")));
        assertThrows(IllegalArgumentException.class, () -> LeafMinter.of(minting.authority, i -> i, AT_ONCE, 0));
    }

    @Test
    void shouldNotLetOneWhoAsksCompleteItForTheOthers() {
        Queue<Runnable> waiting = new ArrayDeque<>();
        LeafMinter<Identity> slow = minting.minter(waiting::add, 10);
        CompletionStage<Identity> mine = slow.mint("www.test");
        CompletionStage<Identity> theirs = slow.mint("www.test");
        mine.toCompletableFuture().cancel(true);
        waiting.remove().run();
        assertEquals(List.of("www.test"), names(made(theirs)));
    }

    @Test
    void shouldMintOnDaemonThreadsOfItsOwn() {
        LeafMinter<Thread> own = LeafMinter.of(minting.authority, identity -> Thread.currentThread());
        Thread thread = made(own.mint("www.test"));
        assertTrue(thread.isDaemon());
        assertEquals("staunch-minter", thread.getName());
        assertEquals(
                List.of("www.test"), names(made(LeafMinter.of(minting.authority).mint("www.test"))));
    }
}

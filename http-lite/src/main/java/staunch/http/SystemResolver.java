package staunch.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Asks the system, on threads that may wait for it. */
final class SystemResolver implements Resolver {
    /** How many questions the system is asked at once. */
    static final int MAX_THREADS = 4;
    /** How many wait for one of those threads. */
    static final int MAX_WAITING = 1024;

    static final SystemResolver INSTANCE = new SystemResolver(InetAddress::getAllByName);

    /** What the system is asked by. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] addressesOf(String host) throws UnknownHostException;
    }

    private static final int KEEP_ALIVE_SECONDS = 10;

    private final ThreadPoolExecutor threads;
    private final Lookup lookup;

    SystemResolver(Lookup lookup) {
        this.lookup = lookup;
        this.threads = new ThreadPoolExecutor(
                MAX_THREADS,
                MAX_THREADS,
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                SystemResolver::newThread);
        threads.allowCoreThreadTimeOut(true);
    }

    private static Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "staunch-resolver");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public CompletionStage<List<InetAddress>> resolve(String host) {
        CompletableFuture<List<InetAddress>> addresses = new CompletableFuture<>();
        try {
            threads.execute(() -> ask(host, addresses));
        } catch (RejectedExecutionException full) {
            addresses.completeExceptionally(new UnknownHostException(
                    host + ": " + MAX_WAITING + " names wait for the system's resolver already (MAX_WAITING)"));
        }
        return addresses;
    }

    private void ask(String host, CompletableFuture<List<InetAddress>> answer) {
        try {
            answer.complete(List.of(lookup.addressesOf(host)));
        } catch (UnknownHostException e) {
            UnknownHostException clearer =
                    new UnknownHostException("no address is known for " + host + "; is the name right?");
            clearer.initCause(e);
            answer.completeExceptionally(clearer);
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }
}

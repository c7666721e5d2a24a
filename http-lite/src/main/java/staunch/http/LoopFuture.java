package staunch.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * What loops complete, and so a loop must not wait for: it would wait for itself, and all its connections with it. That is
 * refused, of this and of all that is made of it.
 */
final class LoopFuture<T> extends CompletableFuture<T> {
    private final BooleanSupplier inLoop;

    /** @param inLoop whether the calling thread is one of the loops' */
    LoopFuture(BooleanSupplier inLoop) {
        this.inLoop = inLoop;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new LoopFuture<>(inLoop);
    }

    @Override
    public T join() {
        refuseLoop("join");
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        refuseLoop("get");
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        refuseLoop("get");
        return super.get(timeout, unit);
    }

    private void refuseLoop(String call) {
        if (!isDone() && inLoop.getAsBoolean()) {
            throw new IllegalStateException(
                    call + "() waits for the loop and was called on one: use thenApply() and the like,"
                            + " HttpHandler.completing, or HttpHandler.blocking");
        }
    }
}

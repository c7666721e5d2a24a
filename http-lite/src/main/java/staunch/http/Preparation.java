package staunch.http;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import staunch.reactor.Security;
import staunch.reactor.Timer;

/** Waits for a connection like a request, and gives it back at once: what it was about stands. Used on the loop. */
final class Preparation implements OriginPool.Waiter {
    private final HttpClient client;
    private final Pools.Key key;
    private final CompletableFuture<Optional<Security>> prepared = new CompletableFuture<>();
    private @Nullable OriginPool pool;
    private @Nullable Timer patience;

    Preparation(HttpClient client, Pools.Key key) {
        this.client = client;
        this.key = key;
    }

    CompletionStage<Optional<Security>> prepared() {
        return prepared;
    }

    void begin() {
        if (!client.callBegins()) {
            prepared.completeExceptionally(new IllegalStateException("the client is closed"));
            return;
        }
        OriginPool entered = client.pools().enter(key);
        pool = entered;
        Timer timer = entered.loop().timer(this::waitedTooLong);
        patience = timer;
        timer.schedule(TimeUnit.MILLISECONDS.toNanos(client.options().waitTimeoutMillis()));
        entered.add(this);
    }

    private void waitedTooLong() {
        fail(client.waitedTooLong(key.origin()));
    }

    @Override
    public boolean needsFreshConnection() {
        return false;
    }

    @Override
    public void sendOn(ClientConnection connection) {
        Optional<Security> security = connection.security();
        OriginPool from = leave();
        if (from != null) {
            from.onIdle(connection);
        }
        prepared.complete(security);
    }

    @Override
    public void fail(Throwable reason) {
        OriginPool from = leave();
        if (from != null) {
            from.forget(this);
        }
        prepared.completeExceptionally(reason);
    }

    private @Nullable OriginPool leave() {
        OriginPool left = pool;
        pool = null;
        if (left != null) {
            if (patience != null) {
                patience.cancel();
            }
            client.pools().leave(left);
            client.callEnds();
        }
        return left;
    }
}

package staunch.http;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Fields;

/** The body of an exchange's request, as its user sees it. */
final class ExchangeBody implements RequestBody {
    private static final BodyConsumer NOWHERE = new BodyConsumer() {
        @Override
        public void onBytes(ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public void onEnd(Fields trailers) {}

        @Override
        public void onFailure(Throwable failure) {}
    };

    private final ServerConnection connection;
    private final Exchange exchange;
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile @Nullable ByteCollector collector;

    ExchangeBody(ServerConnection connection, Exchange exchange) {
        this.connection = connection;
        this.exchange = exchange;
    }

    @Override
    public void forEach(BodyConsumer consumer) {
        if (!asked.compareAndSet(false, true)) {
            throw new IllegalStateException("the body was asked for before: it can be read once");
        }
        exchange.onLoop(
                () -> connection.askForBody(exchange, consumer),
                () -> consumer.onFailure(new LostConnectionException("the connection has ended with its loop")));
    }

    @Override
    public CompletionStage<byte[]> readAll(int maxBytes) {
        ByteCollector whole = new ByteCollector(maxBytes, new LoopFuture<>(exchange.loop()::inLoop));
        forEach(whole);
        collector = whole;
        return whole.whole();
    }

    /** Whether {@code failure} says that this body was longer than whoever asked for it in one piece would take. */
    boolean wasTooLong(Throwable failure) {
        ByteCollector asker = collector;
        return failure instanceof BodyTooLargeException
                && asker != null
                && asker.whole().isCompletedExceptionally();
    }

    @Override
    public void letGo() {
        exchange.onTurn(ServerTurn::letBodyGo);
    }

    @Override
    public void discard() {
        forEach(NOWHERE);
    }

    @Override
    public void resume() {
        exchange.onTurn(turn -> connection.channel().resumeReads());
    }
}

package staunch.http;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
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
        ByteCollector collector = new ByteCollector(maxBytes);
        forEach(collector);
        return collector.whole();
    }

    @Override
    public void discard() {
        forEach(NOWHERE);
    }

    @Override
    public void resume() {
        exchange.onLoop(() -> connection.resumeBody(exchange), () -> {});
    }
}

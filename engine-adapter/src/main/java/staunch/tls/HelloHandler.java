package staunch.tls;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.Layer;
import staunch.reactor.Timer;
import staunch.tls.record.Alert;
import staunch.tls.record.ClientHello;
import staunch.tls.record.ClientHelloParser;
import staunch.tls.record.ContentType;
import staunch.tls.record.HelloProblem;

/**
 * Has a layer chosen for one connection by its hello, and then hands the channel over to it.
 *
 * <pre>
 *           the hello is whole            a layer is chosen
 *   READING -------------------&gt; CHOOSING -----------------&gt; HANDED_OVER: the layer's handler is told from now on
 *      |                            |                             ^
 *      |  no hello, or a wrong one  |  the choice failed          |
 *      +----- otherwise ------------+------- TlsRefusal ----------+
 *      |                            |
 *      +--- input ends, deadline ---+--&gt; ENDED
 * </pre>
 *
 * Takes no byte: all of them wait in the channel below for the one who is chosen. Used on the loop's thread.
 */
final class HelloHandler implements HandshakeHandler {
    private enum Phase {
        READING,
        CHOOSING,
        HANDED_OVER,
        ENDED
    }

    private final ChannelHandler application;
    private final Function<ClientHello, ? extends CompletionStage<? extends Layer>> chooser;
    private final Function<HelloProblem, ? extends Layer> otherwise;
    private final long silenceMillis;
    private final long timeoutMillis;
    private final ClientHelloParser parser = new ClientHelloParser();

    private Phase phase = Phase.READING;
    private long begunNanos;
    private @Nullable Timer deadline;
    private @Nullable Timer silence;
    private @Nullable CloseCause cut;

    HelloHandler(
            ChannelHandler application,
            Function<ClientHello, ? extends CompletionStage<? extends Layer>> chooser,
            Function<HelloProblem, ? extends Layer> otherwise,
            long silenceMillis,
            long timeoutMillis) {
        this.application = application;
        this.chooser = chooser;
        this.otherwise = otherwise;
        this.silenceMillis = silenceMillis;
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public void hasSpent(long spentNanos) {
        begunNanos = -spentNanos;
    }

    @Override
    public void onOpen(Channel lower) {
        if (lower.readAheadBytes() < ClientHelloParser.MAX_BYTES) {
            throw new IllegalStateException("a read-ahead of " + lower.readAheadBytes() + " bytes below a HelloLayer;"
                    + " it must hold a ClientHello of " + ClientHelloParser.MAX_BYTES);
        }
        begunNanos += lower.loop().nowNanos();
        Timer timer = lower.loop().timer(() -> lower.abort(TlsEnding.handshakeTimeout(timeoutMillis)));
        timer.schedule(TlsEnding.leftNanos(timeoutMillis, lower.loop().nowNanos() - begunNanos));
        deadline = timer;
        if (silenceMillis < timeoutMillis) {
            Timer patience = lower.loop().timer(() -> handOver(lower, otherwise(HelloProblem.silent(silenceMillis))));
            patience.schedule(TlsEnding.leftNanos(silenceMillis, 0));
            silence = patience;
        }
    }

    @Override
    public void onRead(Channel lower, ByteBuffer in) {
        if (phase != Phase.READING) {
            return;
        }
        if (in.hasRemaining() && in.get(in.position()) == ContentType.HANDSHAKE.code()) {
            cancel(silence); // of anything else the parser wants more bytes than some protocols begin with
        }
        switch (parser.look(in)) {
            case NEED_MORE -> {}
            case HELLO -> choose(lower);
            case NOT_TLS, MALFORMED, TOO_LARGE -> handOver(lower, otherwise(parser.problem()));
        }
    }

    private Layer otherwise(HelloProblem problem) {
        try {
            return otherwise.apply(problem);
        } catch (RuntimeException failure) {
            return TlsRefusal.of(failure);
        }
    }

    private void choose(Channel lower) {
        phase = Phase.CHOOSING;
        CompletionStage<? extends Layer> choice;
        try {
            choice = chooser.apply(parser.hello());
        } catch (RuntimeException failure) {
            choice = CompletableFuture.failedStage(failure);
        }
        choice.whenComplete((layer, failure) ->
                lower.loop().runInLoop(() -> handOver(lower, failure == null ? layer : TlsRefusal.of(failure))));
    }

    private void handOver(Channel lower, Layer layer) {
        if (phase == Phase.ENDED) {
            return;
        }
        phase = Phase.HANDED_OVER;
        cancelTimers();
        try {
            ChannelHandler chosen = layer.over(application);
            if (chosen instanceof HandshakeHandler handshake) {
                handshake.hasSpent(lower.loop().nowNanos() - begunNanos);
            }
            lower.handler(chosen);
            chosen.onOpen(lower);
            lower.resumeReads();
        } catch (Throwable failure) {
            lower.abort(CloseCause.ofHandlerFailure(failure));
        }
    }

    @Override
    public void onInputEnd(Channel lower, InputEnd end) {
        if (end != InputEnd.RESET) {
            String message = "the peer closed the connection before its ClientHello was answered";
            cut = CloseCause.of(
                    CloseCause.Kind.HANDSHAKE_FAILED,
                    new TlsException(TlsException.Kind.HANDSHAKE_CUT, Alert.UNKNOWN, message, null));
            phase = Phase.ENDED;
            lower.close();
        }
    }

    @Override
    public void onClosed(Channel lower, CloseCause cause) {
        phase = Phase.ENDED;
        cancelTimers();
        application.onClosed(lower, cut == null ? cause : cut);
    }

    private void cancelTimers() {
        cancel(deadline);
        cancel(silence);
    }

    private static void cancel(@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}

package staunch.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;

/** Blocking streams step by step: this thread is the loop, the streams are used on others, and the clock is moved. */
abstract class StreamsStage {
    static final int RING = HandOver.CAPACITY_BYTES;

    final ScriptedLoop stage = new ScriptedLoop();
    final ScriptedSocket socket = new ScriptedSocket();
    final ManualTime time = new ManualTime();
    Channel channel;
    ChannelStreams streams;

    void open() {
        RecordingHandler opening = new RecordingHandler();
        opening.whenOpen = opened -> {
            channel = opened;
            streams = ChannelStreams.over(opened, time);
        };
        stage.open(socket, opening);
    }

    @AfterEach
    void nothingLeaks() {
        stage.end();
        if (channel != null) {
            assertEquals(0, channel.ledger().heldBytes());
        }
    }

    /** Takes the loop's turns until the call is done. */
    <T> Background<T> serve(Background<T> call) {
        Background.until("the call is done", () -> {
            stage.settle();
            return call.isDone();
        });
        stage.settle();
        return call;
    }

    <T> T served(Callable<T> call) throws Exception {
        return serve(Background.call(call)).result();
    }

    <E extends Throwable> E failing(Class<E> type, Callable<?> call) {
        return assertInstanceOf(type, serve(Background.call(call)).failure());
    }

    Callable<String> reading(int most) {
        return () -> {
            byte[] target = new byte[most];
            int count = streams.input().read(target);
            return count < 0 ? "" + count : new String(target, 0, count, StandardCharsets.US_ASCII);
        };
    }

    Callable<Void> writing(byte[] bytes) {
        return () -> {
            streams.output().write(bytes);
            return null;
        };
    }

    Callable<Void> closing(AutoCloseable what) {
        return () -> {
            what.close();
            return null;
        };
    }

    void arrives(String text) {
        socket.sends(text);
        stage.settle();
    }
}

package staunch.reactor;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A {@link Selector}. Each key carries its socket's listener. */
final class SelectorPoller implements Poller {
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Selector selector;
    private final @Nullable Alarm alarm;
    private final Consumer<SelectionKey> dispatch = SelectorPoller::dispatch;

    /** @param precise whether to wake for parts of a millisecond, by an alarm */
    SelectorPoller(boolean precise) throws IOException {
        this.selector = Selector.open();
        this.alarm = precise ? new Alarm(selector::wakeup) : null;
    }

    static void dispatch(SelectionKey key) {
        if (key.isValid()) {
            ((PollableSocket.Listener) key.attachment()).onReady(key.readyOps());
        }
    }

    SelectionKey register(SelectableChannel channel, PollableSocket.Listener listener) throws IOException {
        return channel.register(selector, 0, listener);
    }

    /** Only a selection lets go of what was cancelled. This one dispatches nothing: what is ready then is ready at the next. */
    void forget(SelectionKey key) throws IOException {
        key.cancel();
        selector.selectNow(ready -> {});
    }

    @Override
    public int poll(long timeoutNanos) throws IOException {
        // An interrupt would make every later select return at once. Nobody ends a loop that way, so it is dropped.
        boolean interrupted = Thread.interrupted();
        if (timeoutNanos == 0 || interrupted) {
            return selector.selectNow(dispatch);
        }
        if (timeoutNanos < 0) {
            return selector.select(dispatch);
        }
        long millis = timeoutNanos / NANOS_PER_MILLI;
        if (alarm == null) {
            // Rounded up: waking just before a deadline would spin until it has come.
            return selector.select(dispatch, millis * NANOS_PER_MILLI < timeoutNanos ? millis + 1 : millis);
        }
        if (millis > 0) {
            return selector.select(dispatch, millis); // and in a later turn what is left of a millisecond
        }
        alarm.at(System.nanoTime() + timeoutNanos);
        int told = selector.select(dispatch, 1);
        alarm.unset();
        return told;
    }

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public void close() throws IOException {
        if (alarm != null) {
            alarm.close();
        }
        selector.close();
    }
}

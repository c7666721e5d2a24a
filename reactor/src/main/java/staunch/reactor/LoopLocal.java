package staunch.reactor;

import java.util.function.Function;

/**
 * Something of which each loop has its own, made at first use, such as the scratch buffers of a layer: a key for {@link
 * EventLoop#local}. Held in a static field.
 *
 * @param <T> the type of what each loop has
 */
public final class LoopLocal<T> {
    private final Function<EventLoop, T> initial;

    /** @param initial makes the value for a loop, on that loop's thread */
    public LoopLocal(Function<EventLoop, T> initial) {
        this.initial = initial;
    }

    T initialFor(EventLoop loop) {
        return initial.apply(loop);
    }
}

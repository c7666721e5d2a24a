package staunch.reactor;

import java.util.function.Consumer;

/** Work of a channel that waits on one of the loop's lists: at most once at a time, however often it is asked for. Loop's thread. */
public final class ListedOnce implements Runnable {
    private final Consumer<Runnable> list;
    private final Runnable work;
    private boolean listed;

    /**
     * @param list {@link EventLoop#ready}, {@link EventLoop#atEndOfTurn} or {@link EventLoop#costly}
     * @param work what to run; it may list itself again
     */
    public ListedOnce(Consumer<Runnable> list, Runnable work) {
        this.list = list;
        this.work = work;
    }

    /** Lists the work, unless it is listed. */
    public void list() {
        if (!listed) {
            listed = true;
            list.accept(this);
        }
    }

    @Override
    public void run() {
        listed = false;
        work.run();
    }
}

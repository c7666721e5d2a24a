package staunch.reactor;

import java.util.function.Consumer;

/** Work of a channel that waits on one of the loop's lists: at most once at a time, however often it is asked for. */
final class ListedOnce implements Runnable {
    private final Consumer<Runnable> list;
    private final Runnable work;
    private boolean listed;

    /** @param list {@link EventLoop#ready} or {@link EventLoop#atEndOfTurn} */
    ListedOnce(Consumer<Runnable> list, Runnable work) {
        this.list = list;
        this.work = work;
    }

    void list() {
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

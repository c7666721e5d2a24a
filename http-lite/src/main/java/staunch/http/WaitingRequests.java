package staunch.http;

import java.util.ArrayDeque;

/** What is to be sent on a connection when those before it are answered. Used on its loop. */
final class WaitingRequests {
    /** A request, and who takes its answer. */
    record Waiting(Request request, ResponseConsumer consumer) {
        void fail(Throwable reason) {
            request.body().discard();
            consumer.onFailure(reason);
        }
    }

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final int maxRequests;

    WaitingRequests(int maxRequests) {
        this.maxRequests = maxRequests;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Adds one, or fails it if there are too many. */
    void add(Waiting added) {
        if (waiting.size() < maxRequests) {
            waiting.add(added);
        } else {
            added.fail(new IllegalStateException(
                    waiting.size() + " requests wait on one connection already (maxWaitingRequests)"));
        }
    }

    Waiting remove() {
        return waiting.remove();
    }

    void failAll(Throwable reason) {
        for (Waiting unsent = waiting.poll(); unsent != null; unsent = waiting.poll()) {
            unsent.fail(reason);
        }
    }
}

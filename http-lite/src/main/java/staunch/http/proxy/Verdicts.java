package staunch.http.proxy;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import staunch.reactor.EventLoop;

/**
 * Asks the interceptors what becomes of one exchange: of its request the first of them first, of its response the last. Who
 * answers later is waited for, and those behind him are asked then. Used on the loop.
 */
final class Verdicts {
    private final List<Interceptor> interceptors;
    private final Flow flow;
    private final EventLoop loop;
    private final Consumer<Throwable> whenFailed;

    /** @param whenFailed told instead of whoever waits for the verdict, on the loop, if an interceptor throws */
    Verdicts(List<Interceptor> interceptors, Flow flow, EventLoop loop, Consumer<Throwable> whenFailed) {
        this.interceptors = interceptors;
        this.flow = flow;
        this.loop = loop;
        this.whenFailed = whenFailed;
    }

    /** Gives the verdict on the request to {@code use}, on the loop: any but a later one. */
    void ask(ProxiedRequest request, Consumer<RequestVerdict> use) {
        ask(request, 0, use);
    }

    private void ask(RequestVerdict before, int from, Consumer<RequestVerdict> use) {
        @Nullable RequestVerdict verdict = before;
        int next = from;
        try {
            while (next < interceptors.size() && verdict instanceof ProxiedRequest current) {
                verdict = interceptors.get(next).onRequest(flow, current);
                next++;
            }
        } catch (RuntimeException failure) {
            whenFailed.accept(failure);
            return;
        }
        if (verdict == null) {
            whenFailed.accept(new NullPointerException("an interceptor gave no verdict on a request"));
        } else if (verdict instanceof RequestVerdict.Later later) {
            int rest = next;
            whenKnown(later.verdict(), known -> ask(known, rest, use));
        } else {
            use.accept(verdict);
        }
    }

    /** Gives the verdict on the response to {@code use}, on the loop: any but a later one. */
    void ask(ProxiedResponse response, Consumer<ResponseVerdict> use) {
        ask(response, interceptors.size() - 1, use);
    }

    private void ask(ResponseVerdict before, int from, Consumer<ResponseVerdict> use) {
        @Nullable ResponseVerdict verdict = before;
        int next = from;
        try {
            while (next >= 0 && verdict instanceof ProxiedResponse current) {
                verdict = interceptors.get(next).onResponse(flow, current);
                next--;
            }
        } catch (RuntimeException failure) {
            whenFailed.accept(failure);
            return;
        }
        if (verdict == null) {
            whenFailed.accept(new NullPointerException("an interceptor gave no verdict on a response"));
        } else if (verdict instanceof ResponseVerdict.Later later) {
            int rest = next;
            whenKnown(later.verdict(), known -> ask(known, rest, use));
        } else {
            use.accept(verdict);
        }
    }

    private <T> void whenKnown(CompletionStage<? extends T> stage, Consumer<T> use) {
        stage.whenComplete((known, failure) -> loop.runInLoop(() -> {
            if (failure == null) {
                use.accept(known);
            } else {
                whenFailed.accept(UpstreamFailure.cause(failure));
            }
        }));
    }
}

package staunch.http.proxy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
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
        Question<RequestVerdict, ProxiedRequest> question = new Question<>(
                "request",
                ProxiedRequest.class,
                (interceptor, current) -> interceptor.onRequest(flow, current),
                verdict ->
                        verdict instanceof RequestVerdict.Later later ? Optional.of(later.verdict()) : Optional.empty(),
                use);
        ask(question, request, interceptors.iterator());
    }

    /** Gives the verdict on the response to {@code use}, on the loop: any but a later one. */
    void ask(ProxiedResponse response, Consumer<ResponseVerdict> use) {
        Question<ResponseVerdict, ProxiedResponse> question = new Question<>(
                "response",
                ProxiedResponse.class,
                (interceptor, current) -> interceptor.onResponse(flow, current),
                verdict -> verdict instanceof ResponseVerdict.Later later
                        ? Optional.of(later.verdict())
                        : Optional.empty(),
                use);
        List<Interceptor> lastFirst = new ArrayList<>(interceptors);
        Collections.reverse(lastFirst);
        ask(question, response, lastFirst.iterator());
    }

    /**
     * What is asked of one interceptor after the other.
     *
     * @param <V> what they answer
     * @param <P> the answer that goes on to the next of them
     */
    private record Question<V, P extends V>(
            String about,
            Class<P> passedOn,
            BiFunction<Interceptor, P, ? extends @Nullable V> asking,
            Function<V, Optional<CompletionStage<? extends V>>> later,
            Consumer<V> use) {}

    private <V, P extends V> void ask(Question<V, P> question, V before, Iterator<Interceptor> rest) {
        @Nullable V verdict = before;
        try {
            while (rest.hasNext() && question.passedOn().isInstance(verdict)) {
                verdict =
                        question.asking().apply(rest.next(), question.passedOn().cast(verdict));
            }
        } catch (RuntimeException failure) {
            whenFailed.accept(failure);
            return;
        }
        if (verdict == null) {
            whenFailed.accept(new NullPointerException("an interceptor gave no verdict on a " + question.about()));
            return;
        }
        V given = verdict;
        question.later()
                .apply(given)
                .ifPresentOrElse(
                        stage -> whenKnown(stage, known -> ask(question, known, rest)),
                        () -> question.use().accept(given));
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

package staunch.http.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import staunch.http.Body;
import staunch.http.Exchange;
import staunch.http.HttpCall;
import staunch.http.HttpLane;
import staunch.http.Origin;
import staunch.http.ProxyRefusalException;
import staunch.http.Request;
import staunch.http.Response;
import staunch.http.ResponseConsumer;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.http.codec.RequestHead;
import staunch.http.codec.ResponseHead;
import staunch.http.codec.Status;
import staunch.reactor.ChannelHandler;

/**
 * One exchange that goes on to a server.
 *
 * <pre>
 *            verdict: goes on           head              verdict              both bodies at their ends
 *   JUDGED -------------------&gt; SENT --------&gt; HEAD_JUDGED --------&gt; ANSWERED ------------------------&gt; OVER
 *      |                          |                 |                    |
 *      | answered here, or        | failure: 502    | replaced           | client gone: call cancelled
 *      | there is no server       |                 |                    |
 *      +--------------------------+-----------------+--------------------+------------------------------&gt; OVER
 *                                 |
 *                                 +-- 101: a tunnel
 * </pre>
 *
 * Bodies go through {@link RequestPump} and {@link ResponsePump}; what one side does not take stays with the other. Used on the
 * loop.
 */
final class Forwarding implements ResponseConsumer {
    private static final List<String> CONNECTION_BOUND = List.of("NTLM", "Negotiate");
    private static final int PARTIAL_CONTENT = 206;
    private static final String INTERCEPTOR_FAILED = "an interceptor of the proxy failed";

    private final Proxy proxy;
    private final HttpLane lane;
    private final Exchange exchange;
    private final Flow flow;
    private final Verdicts verdicts;
    private @Nullable Throwable unreachable;
    private @Nullable HttpCall call;
    private @Nullable ResponsePump pump;
    private boolean answered;
    private boolean switched;
    private boolean clientFailed;
    private boolean over;
    /** The server's body was over, empty, before the verdict on its head was known. */
    private @Nullable Fields endBefore;

    Forwarding(Proxy proxy, HttpLane lane, Exchange exchange, Origin origin) {
        this.proxy = proxy;
        this.lane = lane;
        this.exchange = exchange;
        this.flow = proxy.newFlow(Flow.Kind.EXCHANGE, exchange.loop(), exchange.remoteAddress(), origin);
        this.verdicts = new Verdicts(proxy.interceptors(), flow, exchange.loop(), this::interceptorFailed);
    }

    /**
     * Begins.
     *
     * @param target what is asked of the origin: a path with perhaps a query
     */
    void begin(String target) {
        RequestHead head = exchange.request();
        flow.begin(Optional.of(head), exchange.security());
        exchange.onOver(this::over);
        if (ForwardedHead.hasPassed(head, proxy.viaName())) {
            refuse(Status.LOOP_DETECTED, "the request has passed this proxy before: it is sent to itself");
        } else if (ForwardedHead.endsHere(head)) {
            answerHere(head);
        } else {
            Fields fields = ForwardedHead.ofRequest(head, proxy.viaName());
            verdicts.ask(new ProxiedRequest(head.method(), flow.origin(), target, fields, List.of()), this::follow);
        }
    }

    /** Begins one that is answered with an error whatever it asks for. */
    void beginRefused(Status status, Throwable why) {
        flow.begin(Optional.of(exchange.request()), exchange.security());
        exchange.onOver(this::over);
        flow.failed(why);
        refuse(status, UpstreamFailure.message(why));
    }

    /**
     * As {@link #begin}, of one whose server was not reached, or not verified, so that it is asked for nothing: what no
     * interceptor answers, or sends to another, is answered with the reason.
     */
    void beginUnreachable(String target, Throwable why) {
        unreachable = why;
        begin(target);
    }

    /** RFC 9110 §7.6.2: this proxy is the last who may answer. */
    private void answerHere(RequestHead head) {
        if (head.method().equals(Method.TRACE)) {
            answer(TraceEcho.of(head));
        } else {
            answer(Response.of(Status.NO_CONTENT)
                    .with("Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS, TRACE, PATCH, CONNECT"));
        }
    }

    // ---- the request ----

    private void follow(RequestVerdict verdict) {
        if (verdict instanceof ProxiedRequest request) {
            goOn(request);
        } else if (verdict instanceof RequestVerdict.Answer answer) {
            answer(answer.response());
        } else if (verdict instanceof RequestVerdict.Refusal refusal) {
            refuse(refusal.status(), refusal.reason());
        }
    }

    private void goOn(ProxiedRequest request) {
        Throwable why = unreachable;
        if (why == null || !request.origin().equals(flow.origin())) {
            send(request);
            return;
        }
        flow.failed(why); // the client's next connection is the next attempt
        answer(proxy.page(flow, why).with("Connection", "close"));
    }

    private void send(ProxiedRequest request) {
        if (over || exchange.isAnswered()) {
            return; // nobody waits any more
        }
        Body body = Body.NONE;
        Request sent;
        try {
            body = body(request);
            sent = new Request(request.method(), request.origin(), request.target(), request.fields(), body);
        } catch (RuntimeException unsendable) {
            body.discard();
            interceptorFailed(unsendable);
            return;
        }
        if (isConnectionBound(request.fields(), "Authorization")) {
            lane.isolate();
        }
        flow.forwarded(request, sent.body().length());
        call = lane.send(sent, this);
    }

    private Body body(ProxiedRequest request) {
        Fields fields = exchange.request().fields();
        OptionalLong length = lengthOf(fields);
        boolean chunked = fields.contains("Transfer-Encoding");
        if (!chunked && length.orElse(0) == 0) {
            return Body.NONE;
        }
        boolean isPart = request.fields().contains("Content-Range");
        EditedBody edited = edited("request", isPart, request.edits(), request.fields(), flow::requestBody);
        return new Body.Produced(
                edited.isEdited() ? OptionalLong.empty() : length, new RequestPump(exchange, flow, edited, this));
    }

    /** The body through its edits; or as it is, with a note, if they cannot be applied. */
    private EditedBody edited(
            String whose, boolean isPart, List<BodyEdit> edits, Fields fields, Consumer<ByteBuffer> seen) {
        if (edits.isEmpty()) {
            return EditedBody.untouched(seen);
        }
        try {
            if (isPart) {
                throw new IOException("it is a part of one, whose place in the whole would not be right any more");
            }
            return EditedBody.through(edits, fields, flow::note, seen);
        } catch (IOException cannotBeEdited) {
            flow.note(whose + " body not changed: " + cannotBeEdited.getMessage());
            return EditedBody.untouched(seen);
        }
    }

    private static OptionalLong lengthOf(Fields fields) {
        return fields.contains("Transfer-Encoding")
                ? OptionalLong.empty()
                : fields.first("Content-Length")
                        .map(Long::parseLong)
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty());
    }

    // ---- the response ----

    @Override
    public void onInterim(ResponseHead head) {
        if (!head.status().equals(Status.CONTINUE)) {
            exchange.inform(head.status(), ForwardedHead.ofInterim(head));
        }
    }

    @Override
    public void onHead(ResponseHead head) {
        if (isConnectionBound(head.fields(), "WWW-Authenticate")) {
            lane.isolate();
        }
        Optional<IOException> objection = objection(head.status());
        if (objection.isPresent()) {
            fail(objection.get());
            cancel();
            return;
        }
        Fields fields = ForwardedHead.ofResponse(head, proxy.viaName());
        verdicts.ask(new ProxiedResponse(head.status(), fields, List.of()), verdict -> follow(head, verdict));
    }

    /** Why an answer with that status is none for the client. */
    private Optional<IOException> objection(Status status) {
        if (status.equals(Status.SWITCHING_PROTOCOLS)) {
            return Optional.of(new IOException("the server switched to a protocol that nobody had asked for"));
        }
        boolean ofNextProxy = proxy.options().upstreamProxy().isPresent() && !asked().isSecure();
        return ofNextProxy && status.equals(Status.PROXY_AUTHENTICATION_REQUIRED)
                ? Optional.of(ProxyRefusalException.ofRequest(asked(), status)) // it wants ours, not the client's
                : Optional.empty();
    }

    private Origin asked() {
        return flow.forwarded().map(ProxiedRequest::origin).orElse(flow.origin());
    }

    private static boolean isConnectionBound(Fields fields, String name) {
        return fields.all(name).stream()
                .anyMatch(value -> CONNECTION_BOUND.stream()
                        .anyMatch(scheme -> value.regionMatches(true, 0, scheme, 0, scheme.length())));
    }

    private void follow(ResponseHead head, ResponseVerdict verdict) {
        if (verdict instanceof ProxiedResponse response) {
            pass(head, response);
        } else if (verdict instanceof ResponseVerdict.Replacement replacement) {
            cancel();
            answer(replacement.response());
        }
    }

    private void pass(ResponseHead head, ProxiedResponse response) {
        HttpCall current = call;
        if (current == null || over || exchange.isAnswered()) {
            return;
        }
        EditedBody edited;
        try {
            boolean isPart = head.status().code() == PARTIAL_CONTENT;
            edited = edited("response", isPart, response.edits(), response.fields(), flow::responseBody);
        } catch (RuntimeException failure) {
            interceptorFailed(failure);
            return;
        }
        OptionalLong length = edited.isEdited() ? OptionalLong.empty() : lengthOf(head.fields());
        if (exchange.request().method().equals(Method.HEAD) || head.status().isBodiless()) {
            edited.close();
            edited = EditedBody.untouched(flow::responseBody); // of a body that is not there only the length is said
        }
        ResponsePump passing = new ResponsePump(current, flow, edited, this::editFailed);
        pump = passing;
        answered = true;
        reached(current);
        flow.answered(response, length);
        exchange.respond(new Response(response.status(), response.fields(), new Body.Produced(length, passing)));
        Fields ended = endBefore;
        if (ended == null) {
            current.resume();
        } else {
            passing.end(ended);
        }
    }

    @Override
    public void onBytes(ByteBuffer bytes) {
        if (pump != null) {
            pump.pass(bytes);
        } // else the verdict on the head is not known yet, and the bytes stay
    }

    @Override
    public void onEnd(Fields trailers) {
        if (pump != null) {
            pump.end(trailers);
        } else {
            endBefore = trailers;
        }
    }

    @Override
    public void onFailure(Throwable failure) {
        if (call == null && pump == null && failure instanceof CancellationException) {
            return; // of our own
        }
        flow.failed(failure);
        if (pump != null) {
            pump.fail(failure);
        } else if (failure instanceof IllegalArgumentException) {
            interceptorFailed(failure); // it has made a request that cannot be sent
        } else if (!clientFailed) {
            fail(failure);
        }
    }

    // ---- the bodies ----

    /** The request's body will never be whole: whoever found that out answers it. */
    void clientFailed(Throwable failure) {
        clientFailed = true;
        flow.failed(failure);
    }

    /** The request's body could not be edited to its end, so that the server will never have it whole. */
    void requestEditFailed(Throwable failure) {
        editFailed(failure);
        cancel();
        if (failure instanceof IOException) {
            refuse(Status.BAD_REQUEST, "the body of the request: " + UpstreamFailure.message(failure));
        } else {
            refuse(Status.INTERNAL_SERVER_ERROR, INTERCEPTOR_FAILED);
        }
    }

    /** A damaged body is its sender's fault; anything else is the edit's. */
    private void editFailed(Throwable failure) {
        flow.failed(failure);
        if (!(failure instanceof IOException)) {
            proxy.interceptorFailed(flow, failure);
        }
    }

    @Override
    public Optional<ChannelHandler> onSwitch(ResponseHead head) {
        Optional<String> agreed = head.fields()
                .first("Upgrade")
                .filter(protocol -> exchange.request().asksForUpgradeTo(protocol));
        if (agreed.isEmpty() || exchange.isAnswered()) {
            return Optional.empty();
        }
        Fields fields = ForwardedHead.ofResponse(head, proxy.viaName()).toBuilder()
                .add("Connection", "Upgrade")
                .add("Upgrade", agreed.get())
                .build();
        HttpCall current = call;
        if (current != null) {
            reached(current);
        }
        answered = true;
        switched = true;
        Tunnel tunnel = new Tunnel(exchange.loop(), proxy.options().tunnelIdleMillis(), new SwitchedFlow(flow));
        flow.answered(new ProxiedResponse(head.status(), fields, List.of()), OptionalLong.of(0));
        exchange.upgrade(new Response(head.status(), fields, Body.NONE), tunnel.client());
        return Optional.of(tunnel.upstream());
    }

    // ---- the end ----

    private void interceptorFailed(Throwable failure) {
        flow.failed(failure);
        cancel();
        refuse(Status.INTERNAL_SERVER_ERROR, INTERCEPTOR_FAILED);
        proxy.interceptorFailed(flow, failure);
    }

    /** The server gave no answer. */
    private void fail(Throwable failure) {
        flow.failed(failure);
        answer(proxy.page(flow, failure));
    }

    private void refuse(Status status, String reason) {
        answer(ErrorPage.noAnswer(status, flow.origin().toString(), reason, Optional.empty()));
    }

    private void answer(Response response) {
        if (over || exchange.isAnswered()) {
            response.body().discard();
            return;
        }
        answered = true;
        flow.answered(
                new ProxiedResponse(response.status(), response.fields(), List.of()),
                response.body().length());
        boolean hasBody = !exchange.request().method().equals(Method.HEAD)
                && !response.status().isBodiless();
        exchange.respond(
                hasBody
                        ? new Response(response.status(), response.fields(), SeenBody.of(response.body(), flow))
                        : response);
    }

    private void reached(HttpCall current) {
        boolean direct = proxy.options().upstreamProxy().isEmpty();
        flow.reached(direct ? current.remoteAddress() : Optional.empty(), current.security());
        if (asked().isSecure() && proxy.options().insecureUpstreams().matches(asked().host())) {
            flow.note("unverified: this server is believed whatever certificate it shows");
        }
    }

    private void cancel() {
        HttpCall current = call;
        call = null;
        if (current != null) {
            current.cancel();
        }
    }

    private void over(boolean whole) {
        over = true;
        if (!whole || (pump == null && !switched)) {
            cancel(); // a response that nobody takes would keep its connection
        }
        if (!switched) {
            flow.end(whole && answered);
        }
    }
}

package staunch.http.proxy;

import java.util.Optional;
import java.util.function.Consumer;
import staunch.http.codec.Fields;
import staunch.http.codec.HttpVersion;
import staunch.http.codec.Method;
import staunch.http.codec.RequestHead;
import staunch.http.codec.ResponseHead;
import staunch.http.codec.TargetForm;
import staunch.http.coding.BodyTransform;
import staunch.http.rewrite.BodyRewrite;
import staunch.http.rewrite.RewriteRules;

/**
 * Rewrites what passes by rules; what a rule could not be applied to becomes a {@linkplain Flow#notes note} of the flow.
 *
 * @param rules what is put in the place of what, and where
 */
public record Rewriting(RewriteRules rules) implements Interceptor {
    @Override
    public RequestVerdict onRequest(Flow flow, ProxiedRequest request) {
        RequestHead rewritten = rules.apply(headOf(request), flow::note);
        BodyRewrite body = rules.forRequest(withFraming(flow, request));
        body.notApplied().forEach(flow::note);
        ProxiedRequest sent = request.withTarget(rewritten.target()).withFields(body.fields(rewritten.fields()));
        return body.applies() ? sent.editing(new Edit(body)) : sent;
    }

    private static RequestHead headOf(ProxiedRequest request) {
        return new RequestHead(
                request.method(),
                request.target(),
                TargetForm.ORIGIN,
                HttpVersion.HTTP_1_1,
                Optional.of(request.origin().authority()),
                request.fields());
    }

    /** Whether there is a body is said by the fields that frame it, which the request that goes on does not have. */
    private static RequestHead withFraming(Flow flow, ProxiedRequest request) {
        Fields received = flow.request().map(RequestHead::fields).orElse(Fields.empty());
        Fields.Builder fields = request.fields().toBuilder();
        for (String framing : new String[] {"Content-Length", "Transfer-Encoding"}) {
            received.first(framing).ifPresent(value -> fields.add(framing, value));
        }
        return headOf(request.withFields(fields.build()));
    }

    @Override
    public ResponseVerdict onResponse(Flow flow, ProxiedResponse response) {
        Method method = flow.request().map(RequestHead::method).orElse(Method.GET);
        ResponseHead head = new ResponseHead(HttpVersion.HTTP_1_1, response.status(), response.fields());
        ResponseHead rewritten = rules.apply(head, flow::note);
        BodyRewrite body = rules.forResponse(method, head);
        body.notApplied().forEach(flow::note);
        ProxiedResponse sent = response.withFields(body.fields(rewritten.fields()));
        return body.applies() ? sent.editing(new Edit(body)) : sent;
    }

    private record Edit(BodyRewrite body) implements BodyEdit {
        @Override
        public BodyTransform begin(Consumer<String> notes) {
            return body.newReplacement(notes);
        }

        @Override
        public Fields trailers(Fields trailers) {
            return body.trailers(trailers);
        }
    }
}

package staunch.http.rewrite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.http.codec.RequestHead;
import staunch.http.codec.ResponseHead;
import staunch.http.codec.Status;
import staunch.http.coding.BodyTransform;
import staunch.http.coding.ContentCodings;
import staunch.http.rewrite.RewrittenType.Untouchable;

/**
 * Rules, each applied to what the one before it has made. Immutable, any thread; what it hands out belongs to one message.
 *
 * <pre>{@code
 * RewriteRules rules = RewriteRules.of(List.of(RewriteRule.parse("cybersecurity=>SEED+Labs")));
 *
 * BodyRewrite body = rules.forResponse(request.method(), head);
 * ResponseHead rewritten = rules.apply(head, log);
 * ResponseHead sent = new ResponseHead(rewritten.version(), rewritten.status(), body.fields(rewritten.fields()));
 * body.notApplied().forEach(log);
 * try (BodyTransform transform = body.applies() ? body.newTransform(log) : BodyTransform.identity()) ...
 * }</pre>
 *
 * <p><b>What is never rewritten</b>: fields that frame, code or route a message, or belong to a connection; bodies that are no
 * text by their Content-Type, parts of bodies (206, {@code multipart/byteranges}), bodies in a coding or charset that is not
 * known here, and, unless said otherwise, messages with {@code Cache-Control: no-transform} (RFC 9110 §7.7). Each but the first
 * is said. A script whose text changes no longer has the hash that a page may ask for ({@code integrity}).
 */
public final class RewriteRules {
    /** How long a query or a field's value may become: 64 KiB. A rule that would make it longer is not applied, and that is said. */
    public static final int MAX_HEAD_PART_BYTES = 64 << 10;

    private static final Set<String> UNTOUCHED = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "content-range",
            "expect",
            "host",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** Their key and its answer are noise, in which a short rule finds something in the end. */
    private static final String OF_WEB_SOCKETS = "sec-websocket-";

    private final List<RewriteRule> rules;
    private final boolean ignoresNoTransform;

    private RewriteRules(List<RewriteRule> rules, boolean ignoresNoTransform) {
        this.rules = List.copyOf(rules);
        this.ignoresNoTransform = ignoresNoTransform;
    }

    /** Those rules, in that order. */
    public static RewriteRules of(List<RewriteRule> rules) {
        return new RewriteRules(rules, false);
    }

    /** The same, for messages that say {@code no-transform} too: for one who owns both ends. */
    public RewriteRules ignoringNoTransform() {
        return new RewriteRules(rules, true);
    }

    private List<RewriteRule> in(Place place) {
        return rules.stream().filter(rule -> rule.places().contains(place)).toList();
    }

    // ---- heads ----

    /**
     * The head with its query and its fields rewritten; the same if nothing was found.
     *
     * @param notApplied is told, in a sentence, what was not done
     */
    public RequestHead apply(RequestHead head, Consumer<String> notApplied) {
        Fields fields = apply(head.fields(), notApplied);
        String target = head.query()
                .map(query -> head.target().substring(0, head.target().length() - query.length())
                        + rewrittenQuery(query, notApplied))
                .orElse(head.target());
        boolean same = fields.equals(head.fields()) && target.equals(head.target());
        return same
                ? head
                : new RequestHead(head.method(), target, head.form(), head.version(), head.authority(), fields);
    }

    /**
     * The head with its fields rewritten; the same if nothing was found.
     *
     * @param notApplied is told, in a sentence, what was not done
     */
    public ResponseHead apply(ResponseHead head, Consumer<String> notApplied) {
        Fields fields = apply(head.fields(), notApplied);
        return fields.equals(head.fields()) ? head : new ResponseHead(head.version(), head.status(), fields);
    }

    private String rewrittenQuery(String query, Consumer<String> notApplied) {
        String rewritten = query;
        for (RewriteRule rule : in(Place.QUERY)) {
            Optional<String> applied = applied(rule.onQuery(notApplied), rewritten);
            if (applied.isEmpty()) {
                notApplied.accept("the rule " + rule + " was not applied to a query: it would be too long");
            }
            rewritten = applied.orElse(rewritten);
        }
        return rewritten;
    }

    private Fields apply(Fields fields, Consumer<String> notApplied) {
        List<RewriteRule> inHeaders = in(Place.HEADERS);
        if (inHeaders.isEmpty()) {
            return fields;
        }
        Fields.Builder rewritten = Fields.builder();
        for (Fields.Field field : fields) {
            String name = field.name().toLowerCase(Locale.ROOT);
            boolean touched = !UNTOUCHED.contains(name) && !name.startsWith(OF_WEB_SOCKETS);
            String value = touched ? rewrittenValue(field, inHeaders, notApplied) : field.value();
            rewritten.add(field.name(), value);
        }
        return rewritten.build();
    }

    /** A field's bytes are shown as ISO-8859-1, and read as UTF-8. */
    private static String rewrittenValue(Fields.Field field, List<RewriteRule> rules, Consumer<String> notApplied) {
        String value = field.value();
        for (RewriteRule rule : rules) {
            Optional<String> applied = applied(rule.onUtf8(notApplied), value).filter(RewriteRules::isValue);
            if (applied.isEmpty()) {
                notApplied.accept("the rule " + rule + " was not applied to the field " + field.name()
                        + ": its value would be too long, or have a control character in it");
            }
            value = applied.orElse(value);
        }
        return value;
    }

    /** A line break would let the rule, or whoever chose what it found, write fields of their own. */
    private static boolean isValue(String value) {
        return value.chars().allMatch(c -> c == '\t' || c >= ' ' && c != 0x7f);
    }

    private static Optional<String> applied(BodyTransform transform, String text) {
        ByteBuffer in = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        ByteBuffer out = ByteBuffer.allocate(Math.min(2 * in.remaining() + 1, MAX_HEAD_PART_BYTES));
        try (transform) {
            while (!transform.transform(in, out, BodyTransform.Phase.END)) {
                if (out.capacity() == MAX_HEAD_PART_BYTES) {
                    return Optional.empty();
                }
                out = ByteBuffer.allocate(Math.min(2 * out.capacity(), MAX_HEAD_PART_BYTES))
                        .put(out.flip());
            }
            return Optional.of(new String(out.array(), 0, out.position(), StandardCharsets.ISO_8859_1));
        } catch (IOException impossible) {
            throw new IllegalStateException("a replacement cannot fail", impossible);
        }
    }

    // ---- bodies ----

    /** What becomes of the body of that request. */
    public BodyRewrite forRequest(RequestHead head) {
        boolean hasBody = head.fields().contains("Transfer-Encoding")
                || head.fields()
                        .first("Content-Length")
                        .filter(length -> !length.equals("0"))
                        .isPresent();
        return hasBody ? decided(in(Place.REQUEST_BODY), head.fields()) : BodyRewrite.untouched();
    }

    /**
     * What becomes of the body of that response.
     *
     * @param method that of the request: the answer to HEAD has no body, but says what it would with one
     * @param head the head as it came
     */
    public BodyRewrite forResponse(Method method, ResponseHead head) {
        List<RewriteRule> inBody = in(Place.RESPONSE_BODY);
        if (inBody.isEmpty()) {
            return BodyRewrite.untouched();
        }
        if (head.status().equals(Status.NOT_MODIFIED)) {
            return BodyRewrite.ofFieldsOnly();
        }
        boolean isEmpty =
                head.fields().first("Content-Length").filter("0"::equals).isPresent();
        boolean isTunnel = method.equals(Method.CONNECT) && head.status().isSuccess();
        if (head.status().isBodiless() || isEmpty || isTunnel) {
            return BodyRewrite.untouched();
        }
        BodyRewrite rewrite = head.status().equals(Status.PARTIAL_CONTENT)
                ? BodyRewrite.untouched("it is a part of one (206)")
                : decided(inBody, head.fields());
        return method.equals(Method.HEAD) ? rewrite.withoutBody() : rewrite;
    }

    private BodyRewrite decided(List<RewriteRule> applied, Fields fields) {
        if (applied.isEmpty()) {
            return BodyRewrite.untouched();
        }
        if (fields.contains("Content-Range")) {
            return BodyRewrite.untouched("it is a part of one (Content-Range)");
        }
        if (!ignoresNoTransform && fields.hasMember("Cache-Control", "no-transform")) {
            return BodyRewrite.untouched("it says no-transform (RFC 9110 §7.7)");
        }
        try {
            RewrittenType type = RewrittenType.of(fields.first("Content-Type"));
            ContentCodings codings = ContentCodings.parse(fields.members("Content-Encoding"));
            return codings.missing()
                    .map(BodyRewrite::untouched)
                    .orElseGet(() -> BodyRewrite.of(applied, codings, type));
        } catch (Untouchable | IOException reason) {
            return BodyRewrite.untouched(String.valueOf(reason.getMessage()));
        }
    }
}

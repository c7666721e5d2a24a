package staunch.http.rewrite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Fields;
import staunch.http.coding.BodyTransform;
import staunch.http.coding.ContentCodings;

/**
 * What {@link RewriteRules} do to the body of one message, decided by its head. Immutable.
 *
 * <p>If rules apply, the body is decoded, rewritten and coded again in the same way; its bytes differ from then on even where
 * nothing was found, because that is known only at the end. If none applies the body is to pass as it is, byte for byte.
 */
public final class BodyRewrite {
    /**
     * What is said of the bytes of a body and would be wrong: digests (RFC 9530; RFC 3230 and RFC 2616 §14.15 before it), the
     * length, and that parts of it may be asked for, which would be parts of the origin's.
     */
    private static final List<String> OF_BYTES =
            List.of("Content-Length", "Content-MD5", "Digest", "Content-Digest", "Repr-Digest", "Accept-Ranges");

    private static final BodyRewrite UNTOUCHED = new BodyRewrite(List.of(), List.of(), false, null, null);

    private final List<RewriteRule> rules;
    private final List<String> notApplied;
    private final boolean changesFields;
    private final @Nullable ContentCodings codings;
    private final @Nullable RewrittenType type;

    private BodyRewrite(
            List<RewriteRule> rules,
            List<String> notApplied,
            boolean changesFields,
            @Nullable ContentCodings codings,
            @Nullable RewrittenType type) {
        this.rules = rules;
        this.notApplied = notApplied;
        this.changesFields = changesFields;
        this.codings = codings;
        this.type = type;
    }

    static BodyRewrite untouched() {
        return UNTOUCHED;
    }

    static BodyRewrite untouched(String why) {
        return new BodyRewrite(List.of(), List.of("a body was not rewritten: " + why), false, null, null);
    }

    static BodyRewrite of(List<RewriteRule> rules, ContentCodings codings, RewrittenType type) {
        List<RewriteRule> applied = new ArrayList<>();
        List<String> notApplied = new ArrayList<>();
        for (RewriteRule rule : rules) {
            rule.unfit(type.anyCoding()).ifPresentOrElse(notApplied::add, () -> applied.add(rule));
        }
        return applied.isEmpty()
                ? new BodyRewrite(List.of(), notApplied, false, null, null)
                : new BodyRewrite(List.copyOf(applied), List.copyOf(notApplied), true, codings, type);
    }

    /** For a head that stands alone: it says what it would with the body. */
    BodyRewrite withoutBody() {
        return new BodyRewrite(List.of(), List.of(), changesFields, null, null);
    }

    /** For a head that says nothing of how its body is coded, such as that of 304. */
    static BodyRewrite ofFieldsOnly() {
        return new BodyRewrite(List.of(), List.of(), true, null, null);
    }

    /** Whether the body is to pass through {@link #newTransform}. */
    public boolean applies() {
        return !rules.isEmpty();
    }

    /** What was not done, and why, each in a sentence; rules for other places are not spoken of. */
    public List<String> notApplied() {
        return notApplied;
    }

    /**
     * The fields of the head as they go on: without what would be wrong of the rewritten bytes, and with a weak entity tag
     * (RFC 9110 §8.8.1), which still serves to ask whether anything is new, but not for parts. The message's framing is whoever
     * sends it to decide: its length is not known.
     *
     * @param fields those of the head, perhaps rewritten themselves
     */
    public Fields fields(Fields fields) {
        if (!changesFields) {
            return fields;
        }
        Fields.Builder changed = fields.toBuilder();
        OF_BYTES.forEach(changed::remove);
        fields.first("ETag").filter(tag -> tag.startsWith("\"")).ifPresent(tag -> changed.set("ETag", "W/" + tag));
        return changed.build();
    }

    /** The trailers as they go on: without digests of the bytes that were. */
    public Fields trailers(Fields trailers) {
        if (!applies()) {
            return trailers;
        }
        Fields.Builder changed = trailers.toBuilder();
        OF_BYTES.forEach(changed::remove);
        return changed.build();
    }

    /**
     * The transform for this body, from its bytes as they came, without the framing, to its bytes as they go: decoded, through
     * {@link #newReplacement}, and coded again. To be closed.
     *
     * @param notApplied is told, in a sentence, what a rule could not be applied to
     * @throws IOException if a coder cannot be made
     * @throws IllegalStateException if no rule applies
     */
    public BodyTransform newTransform(Consumer<String> notApplied) throws IOException {
        ContentCodings made = applied(codings);
        BodyTransform decoder = made.newDecoder();
        try {
            return BodyTransform.chain(List.of(decoder, newReplacement(notApplied), made.newEncoder()));
        } catch (IOException missing) {
            decoder.close();
            throw missing;
        }
    }

    /**
     * The rules alone, one behind the other, for whoever undoes the content coding and makes it anew. To be closed.
     *
     * @param notApplied is told, in a sentence, what a rule could not be applied to
     * @throws IllegalStateException if no rule applies
     */
    public BodyTransform newReplacement(Consumer<String> notApplied) {
        RewrittenType read = applied(type);
        return BodyTransform.chain(rules.stream()
                .map(rule -> read.transform(coding -> rule.on(coding, notApplied)))
                .toList());
    }

    private static <T> T applied(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("no rule applies to this body");
        }
        return part;
    }
}

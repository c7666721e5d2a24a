package staunch.http;

import java.util.List;
import java.util.Optional;
import staunch.http.codec.Fields;
import staunch.http.codec.HttpDate;

/**
 * What a conditional GET or HEAD of something that is there comes to, in the order of RFC 9110 §13.2.2.
 *
 * <pre>
 *  If-Match ─────────────── given ── no tag matches strongly ──> FAILED
 *   └ If-Unmodified-Since ─ given ── changed later ────────────> FAILED
 *  If-None-Match ────────── given ── a tag matches weakly ─────> NOT_MODIFIED
 *   └ If-Modified-Since ─── given ── not changed later ────────> NOT_MODIFIED
 *  otherwise ──────────────────────────────────────────────────> PROCEED, and then {@link #admitsRange}
 * </pre>
 *
 * A condition under another is looked at only if the other is not given. A date that is none, or more than one, is no
 * condition.
 */
final class Preconditions {
    enum Outcome {
        PROCEED,
        NOT_MODIFIED,
        FAILED
    }

    private final Fields request;
    private final Validators current;
    private final long nowEpochSecond;

    Preconditions(Fields request, Validators current, long nowEpochSecond) {
        this.request = request;
        this.current = current;
        this.nowEpochSecond = nowEpochSecond;
    }

    Outcome evaluate() {
        if (request.contains("If-Match") ? !matches("If-Match", true) : isChangedSince("If-Unmodified-Since")) {
            return Outcome.FAILED;
        }
        if (request.contains("If-None-Match")) {
            return matches("If-None-Match", false) ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
        }
        boolean known = date("If-Modified-Since").isPresent() && !isChangedSince("If-Modified-Since");
        return known ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
    }

    /**
     * Whether a Range may be obeyed: what the client has of it, if anything, has the same bytes (RFC 9110 §13.1.5). For a
     * date that is so if it is exactly the one that was given, see {@link Validators}.
     */
    boolean admitsRange() {
        List<String> values = request.all("If-Range");
        if (values.isEmpty()) {
            return true;
        }
        if (values.size() > 1) {
            return false;
        }
        Optional<EntityTag> tag = EntityTag.parse(values.get(0));
        if (tag.isPresent()) {
            return current.tag().matchesStrongly(tag.get());
        }
        Optional<HttpDate> date = date("If-Range");
        return date.isPresent()
                && current.lastModified().isPresent()
                && date.get().epochSecond() == current.lastModified().get().epochSecond();
    }

    private boolean matches(String name, boolean strongly) {
        List<String> values = request.all(name);
        if (values.equals(List.of("*"))) {
            return true;
        }
        for (EntityTag given : EntityTag.list(values)) {
            if (strongly ? current.tag().matchesStrongly(given) : current.tag().matchesWeakly(given)) {
                return true;
            }
        }
        return false;
    }

    private boolean isChangedSince(String name) {
        return date(name)
                .filter(date -> current.changedSecond() > date.epochSecond())
                .isPresent();
    }

    private Optional<HttpDate> date(String name) {
        List<String> values = request.all(name);
        return values.size() == 1 ? HttpDate.parse(values.get(0), nowEpochSecond) : Optional.empty();
    }
}

package staunch.http.codec;

import org.jspecify.annotations.Nullable;

/** Where the parsers of one decoder leave the first reason to refuse; there is never a second. */
final class Verdict {
    /** What a scan returns instead of an index once it has refused. */
    static final int REFUSED = -1;

    private @Nullable Rejection rejection;

    int refuse(Rejection reason) {
        if (rejection == null) {
            rejection = reason;
        }
        return REFUSED;
    }

    int bad(String reason) {
        return refuse(Rejection.bad(reason));
    }

    boolean isRefused() {
        return rejection != null;
    }

    @Nullable
    Rejection rejection() {
        return rejection;
    }
}

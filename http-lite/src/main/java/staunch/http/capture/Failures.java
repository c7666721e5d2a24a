package staunch.http.capture;

import java.util.ArrayList;
import java.util.List;
import staunch.http.proxy.Flow;

/** What is said of a failure in one line. */
final class Failures {
    private Failures() {}

    static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /** What went wrong, if anything did, and what there is to say besides; the caller's own. */
    static List<String> remarks(Flow flow) {
        List<String> remarks = new ArrayList<>();
        flow.failure().map(Failures::message).ifPresent(remarks::add);
        remarks.addAll(flow.notes());
        return remarks;
    }
}

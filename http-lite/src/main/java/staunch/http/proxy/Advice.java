package staunch.http.proxy;

import java.util.Optional;

/**
 * Says what can be done about a failure in the terms of whoever runs the proxy, such as the options of a command: what the
 * failure says itself can name the settings of this library and no others. Called on the loops, of several flows at a time if
 * there are several loops; must not block or throw.
 */
@FunctionalInterface
public interface Advice {
    /** None. */
    Advice NONE = (flow, failure) -> Optional.empty();

    /**
     * What can be done, in one sentence, behind what the failure says; empty if nothing is known. It becomes a note of the flow,
     * and stands on the page that its client gets.
     *
     * @param flow which has failed
     * @param failure why
     */
    Optional<String> about(Flow flow, Throwable failure);
}

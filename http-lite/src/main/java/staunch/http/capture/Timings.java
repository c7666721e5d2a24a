package staunch.http.capture;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import staunch.http.proxy.Flow;

/**
 * Where the time of a flow went, in microseconds, so that the parts are exactly the whole.
 *
 * <pre>
 *   begin ---- blocked ----&gt; forwarded ---- send ----&gt; last byte of the request ---- awaiting ----&gt; response ---- receive ----&gt; end
 * </pre>
 *
 * What it took to resolve, connect and shake hands is within {@code awaiting}, if it had to be done.
 *
 * @param blocked until it went on, or -1 if it did not
 * @param send 0 if there was no body
 * @param awaiting until the response's head was there
 * @param receive the rest
 */
record Timings(long blocked, long send, long awaiting, long receive) {
    static Timings of(Flow flow, OptionalLong requestEndNanos) {
        long end = micros(flow.endNanos().orElse(0));
        long response = Math.min(
                end,
                flow.responseNanos().isPresent() ? micros(flow.responseNanos().getAsLong()) : end);
        boolean isForwarded = flow.forwardedNanos().isPresent();
        long forwarded = Math.min(response, micros(flow.forwardedNanos().orElse(0)));
        long sent = Math.min(response, Math.max(forwarded, micros(requestEndNanos.orElse(0))));
        return new Timings(isForwarded ? forwarded : -1, sent - forwarded, response - sent, end - response);
    }

    private static long micros(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos);
    }

    long total() {
        return Math.max(0, blocked) + send + awaiting + receive;
    }
}

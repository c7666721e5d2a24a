package staunch.http;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import staunch.http.codec.Fields;
import staunch.http.codec.HttpLimits;
import staunch.http.codec.Method;
import staunch.http.codec.RequestEncoder;
import staunch.http.codec.ResponseDecoder;
import staunch.http.codec.Status;
import staunch.http.codec.Step;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.DeadlineException;
import staunch.reactor.InputEnd;
import staunch.reactor.Layer;
import staunch.reactor.Timer;

/**
 * A tunnel through a proxy (RFC 9110 §9.3.6): asks for it when the channel to the proxy opens, and once it stands lets the
 * channel be the application's, as if it led to the server. {@code tunnel.over(tls.over(application))} is TLS through it.
 *
 * @param authority host and port to go to
 * @param credentials what the request carries for the proxy
 * @param limits what its answer may hold
 * @param timeoutMillis how long its answer may take; absolute
 */
record ConnectLayer(String authority, Fields credentials, HttpLimits limits, long timeoutMillis) implements Layer {
    @Override
    public ChannelHandler over(ChannelHandler application) {
        return new Asking(application);
    }

    /** The channel's handler until the tunnel stands. */
    private final class Asking implements ChannelHandler {
        private final ChannelHandler application;
        private final ResponseDecoder decoder = new ResponseDecoder(limits);
        private @Nullable Timer deadline;

        private Asking(ChannelHandler application) {
            this.application = application;
        }

        @Override
        public void onOpen(Channel channel) {
            ChannelNeeds.checkReadAhead(limits, channel.readAheadBytes());
            Timer timer = channel.loop().timer(() -> overdue(channel));
            deadline = timer;
            timer.schedule(TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
            ByteBuffer scratch = OutgoingBody.scratch(channel.loop());
            RequestEncoder encoder = new RequestEncoder();
            encoder.begin(scratch, Method.CONNECT, authority, authority, credentials);
            encoder.end(scratch, Fields.empty());
            decoder.expect(Method.CONNECT);
            OutgoingBody.writeWhole(channel, scratch.flip());
        }

        @Override
        public void onRead(Channel channel, ByteBuffer in) {
            for (Step step = decoder.decode(in); step != Step.NEED_MORE; step = decoder.decode(in)) {
                if (step == Step.REJECTED) {
                    fail(channel, decoder.rejection().orElseThrow().toException());
                    return;
                }
                if (step == Step.HEAD && !decoder.status().isInterim()) {
                    answered(channel, decoder.status());
                    return;
                }
            }
        }

        private void answered(Channel channel, Status status) {
            if (!status.isSuccess()) {
                fail(channel, ProxyRefusalException.ofTunnel(authority, status));
                return;
            }
            cancelDeadline();
            channel.handler(application);
            application.onOpen(channel);
            channel.resumeReads();
        }

        private void overdue(Channel channel) {
            channel.abort(CloseCause.of(
                    CloseCause.Kind.TIMEOUT,
                    new DeadlineException("no tunnel to " + authority + " through the proxy within " + timeoutMillis
                            + " ms (ConnectOptions.connectTimeoutMillis)")));
        }

        private void fail(Channel channel, Exception failure) {
            channel.abort(CloseCause.of(CloseCause.Kind.HANDSHAKE_FAILED, failure));
        }

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {
            fail(channel, new LostConnectionException("the proxy closed the connection instead of making a tunnel"));
        }

        @Override
        public void onClosed(Channel channel, CloseCause cause) {
            cancelDeadline();
            application.onClosed(channel, cause);
        }

        private void cancelDeadline() {
            if (deadline != null) {
                deadline.cancel();
            }
        }
    }
}

package staunch.tls;

import java.nio.ByteBuffer;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.Layer;
import staunch.tls.record.Alert;
import staunch.tls.record.HelloProblem;

/**
 * The layer for connections that shall not come to be: sends an alert in the clear, as the answer to a ClientHello, and
 * closes in order. The application is told by {@code onClosed} alone, with a {@link TlsException} of the kind {@link
 * TlsException.Kind#REFUSED}. Immutable, for all threads. See {@link HelloLayer}.
 */
public final class TlsRefusal implements Layer {
    private final Alert alert;
    private final CloseCause cause;

    private TlsRefusal(Alert alert, CloseCause cause) {
        this.alert = alert;
        this.cause = cause;
    }

    /**
     * A refusal.
     *
     * @param alert what the peer is told
     * @param why what our own side is told; one line for a person
     */
    public static TlsRefusal with(Alert alert, String why) {
        return new TlsRefusal(alert, failure(new TlsException(TlsException.Kind.REFUSED, alert, why, null)));
    }

    /** The answer to what is no usable hello. */
    static TlsRefusal of(HelloProblem problem) {
        return new TlsRefusal(problem.alert(), TlsFailures.causeOf(problem));
    }

    /** The answer when something of ours failed. */
    static TlsRefusal of(Throwable failure) {
        String message = "nobody answers this client, as the choice failed: " + failure;
        return new TlsRefusal(
                Alert.INTERNAL_ERROR,
                failure(new TlsException(TlsException.Kind.INTERNAL, Alert.INTERNAL_ERROR, message, failure)));
    }

    private static CloseCause failure(TlsException why) {
        return CloseCause.of(CloseCause.Kind.HANDSHAKE_FAILED, why);
    }

    @Override
    public ChannelHandler over(ChannelHandler application) {
        return new Refusing(application);
    }

    /** Names the alert. */
    @Override
    public String toString() {
        return "TlsRefusal[" + alert.wireName() + "]";
    }

    private final class Refusing implements ChannelHandler {
        private final ChannelHandler application;

        Refusing(ChannelHandler application) {
            this.application = application;
        }

        @Override
        public void onOpen(Channel lower) {
            lower.write(alert.fatalRecord());
            lower.close();
        }

        @Override
        public void onRead(Channel lower, ByteBuffer in) {
            in.position(in.limit());
        }

        @Override
        public void onInputEnd(Channel lower, InputEnd end) {}

        @Override
        public void onClosed(Channel lower, CloseCause how) {
            application.onClosed(lower, cause);
        }
    }
}

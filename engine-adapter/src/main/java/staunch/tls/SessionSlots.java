package staunch.tls;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;

/**
 * Lets a client of SunJSSE remember several sessions with one server. SunJSSE remembers one under each host and port, the
 * newest, and takes it away when it offers it, as TLS 1.3 demands: of several connections that begin at once the first
 * would resume, and of the tickets that the others bring home all but the last would be lost. (JDK 25 keeps more than one
 * ticket of the same connection, but a full handshake still takes the place of all that were there.)
 *
 * <p>To SunJSSE the port is nothing but a part of that name. So handshakes that go on at the same time each get a port of
 * their own, beyond those that there are, and with it their own remembered session:
 *
 * <pre>
 *   slot 0: the port itself    every handshake that has the server to itself
 *   slot n: port + n * 65536   the lowest one that no other handshake of this client with this server has
 * </pre>
 *
 * Who connects one after the other thus always uses the same slot, and who has connected N times at once resumes N times
 * at once. Sessions of TLS 1.2, which may be used at the same time, pay for that with one full handshake in each slot.
 *
 * <p>For all threads. Remembers only handshakes that go on.
 */
final class SessionSlots {
    /** How many handshakes with one server have a slot each; all beyond share another one. */
    static final int MAX_SLOTS = Long.SIZE;

    private static final int PORTS = 1 << 16;

    private record Origin(String host, int port) {}

    /** For each server with which handshakes go on: which slots they have, as bits. */
    private final Map<Origin, Long> taken = new ConcurrentHashMap<>();

    /** Whether a client needs them: other providers keep every ticket, and TLS 1.2 has none that are used up. */
    static boolean areUseful(TlsOptions options) {
        return options.provider().equals("SunJSSE") && options.versions().contains(TlsVersion.TLS_1_3);
    }

    /** A slot for one connection to that server, to be entered when its handshake begins. */
    Slot slot(String host, int port, ChannelHandler application) {
        return new Slot(new Origin(host, port), application);
    }

    private int enter(Origin origin) {
        int[] number = {MAX_SLOTS};
        taken.compute(origin, (same, slots) -> {
            long free = slots == null ? -1 : ~slots;
            number[0] = Long.numberOfTrailingZeros(free);
            return ~free | Long.lowestOneBit(free);
        });
        return number[0];
    }

    private void leave(Origin origin, int number) {
        long others = number == MAX_SLOTS ? -1 : ~(1L << number);
        taken.computeIfPresent(origin, (same, slots) -> (slots & others) == 0 ? null : slots & others);
    }

    /** Whether no handshake goes on. */
    boolean isEmpty() {
        return taken.isEmpty();
    }

    /** Stands before the application from when its channel is made until that is open, or was closed instead. */
    final class Slot implements ChannelHandler {
        private static final int NONE = -1;

        private final Origin origin;
        private final ChannelHandler application;
        private int number = NONE;

        private Slot(Origin origin, ChannelHandler application) {
            this.origin = origin;
            this.application = application;
        }

        /** The handshake begins: under which port its engine shall find and leave its session. */
        int enter() {
            number = SessionSlots.this.enter(origin);
            return origin.port + number * PORTS;
        }

        /** The handshake is over. */
        void leave() {
            if (number != NONE) {
                SessionSlots.this.leave(origin, number);
                number = NONE;
            }
        }

        @Override
        public void onOpen(Channel channel) {
            leave();
            channel.handler(application);
            application.onOpen(channel);
        }

        @Override
        public void onClosed(Channel channel, CloseCause cause) {
            leave();
            application.onClosed(channel, cause);
        }

        @Override
        public void onRead(Channel channel, ByteBuffer in) {
            application.onRead(channel, in);
        }

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {
            application.onInputEnd(channel, end);
        }
    }
}

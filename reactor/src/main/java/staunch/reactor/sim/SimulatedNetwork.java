package staunch.reactor.sim;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import staunch.reactor.ListenSocket;
import staunch.reactor.Network;
import staunch.reactor.Poller;
import staunch.reactor.StreamSocket;

/**
 * A network in memory: every address is on it, every choice follows from one seed, and time passes only when the {@link
 * VirtualTime} is advanced. What a {@link FaultProfile} admits happens; otherwise it behaves as TCP on Linux does:
 *
 * <ul>
 *   <li>Bytes and the end of a direction arrive whole and in order. What is sent and not read yet is bounded by a window,
 *       so that a write to a reader that stalls takes nothing. Readiness is level-triggered.
 *   <li>{@code close()} with everything read sends an end; with unread input it sends a reset, as {@code reset()} does. A
 *       reset travels behind what was sent before.
 *   <li>After a reset has arrived, what had arrived can still be read, unless {@link Fault#INPUT_DESTROYED} hits; then
 *       {@code read} fails with "Connection reset", again and again, and {@code write} with "Broken pipe". If a write
 *       comes first, it fails with "Connection reset by peer", and to {@code read} the input then just ends with -1: only
 *       who remembers the failed write knows that something is missing.
 *   <li>Bytes sent to an end that has been closed are taken, and answered with a reset when they arrive. Since that comes
 *       behind the end, reading goes on to end with -1, and writes fail with "Broken pipe".
 *   <li>A connect is answered by a listener even before that accepts; without a listener it is refused; with a full
 *       backlog it is repeated every {@link #CONNECT_RETRY_NANOS}, {@link #MAX_CONNECT_ATTEMPTS} times.
 *   <li>Ports can be shared; connects are dealt out at random.
 * </ul>
 *
 * <p>Used by one thread, except {@link Poller#wakeup}. Allocates per segment, never per byte.
 */
public final class SimulatedNetwork implements Network {
    /** {@link Fault#RESET} comes after at most this many bytes, both directions together: 4 MiB. */
    public static final long MAX_BYTES_BEFORE_RESET = 4L << 20;
    /** How long a connect that found the backlog full waits before it is repeated. */
    public static final long CONNECT_RETRY_NANOS = 1_000_000_000;
    /** How often a connect is tried before it has timed out. */
    public static final int MAX_CONNECT_ATTEMPTS = 7;

    private static final int FIRST_EPHEMERAL_PORT = 32_768;
    private static final int EPHEMERAL_PORTS = 28_232;
    private static final InetAddress CLIENT_ADDRESS = InetAddress.getLoopbackAddress();

    private final FaultProfile profile;
    private final Dice dice;
    private final Schedule schedule;
    private final List<SimulatedListenSocket> listeners = new ArrayList<>();
    private final long[] reached = new long[Fault.values().length];
    private int portsGiven;
    private int openSockets;

    /**
     * @param seed from which everything random here follows
     * @param profile what may go wrong
     * @param time the clock by which things travel; whoever advances it also polls, or calls {@link #deliverDue}
     */
    public SimulatedNetwork(long seed, FaultProfile profile, VirtualTime time) {
        this(seed, profile, new Schedule(time));
    }

    SimulatedNetwork(long seed, FaultProfile profile, Schedule schedule) {
        this.profile = profile;
        this.dice = new Dice(seed);
        this.schedule = schedule;
    }

    // ---- as loops see it ----

    /** A poller whose {@code poll} never waits: it reports what is ready now. */
    @Override
    public Poller openPoller() {
        return new SimulatedPoller(this);
    }

    @Override
    public ListenSocket listen(InetSocketAddress local, int backlog, boolean sharePort) throws IOException {
        InetSocketAddress address =
                local.getPort() == 0 ? withFreePort(requireResolved(local)) : requireResolved(local);
        if (isTaken(address, sharePort)) {
            throw new BindException("Address already in use");
        }
        SimulatedListenSocket listener = new SimulatedListenSocket(this, address, backlog, sharePort);
        listeners.add(listener);
        return listener;
    }

    @Override
    public StreamSocket connect(InetSocketAddress remote) throws IOException {
        return connectFrom(CLIENT_ADDRESS, remote);
    }

    @Override
    public StreamSocket connectFrom(InetAddress local, InetSocketAddress remote) throws IOException {
        requireResolved(remote);
        Link link = new Link(newWire(), newWire(), bytesUntilReset());
        InetSocketAddress from = new InetSocketAddress(local, nextEphemeralPort());
        SimulatedStreamSocket client = SimulatedStreamSocket.client(this, from, remote, link);
        deliver(client.outgoing(), () -> connectArrives(client, 1));
        return client;
    }

    @Override
    public boolean canSharePort() {
        return true;
    }

    private InetSocketAddress requireResolved(InetSocketAddress address) throws UnknownHostException {
        if (address.isUnresolved()) {
            throw new UnknownHostException(address.getHostString());
        }
        return address;
    }

    private boolean isTaken(InetSocketAddress address, boolean sharePort) {
        return listeners.stream().anyMatch(listener -> listener.excludes(address, sharePort));
    }

    private InetSocketAddress withFreePort(InetSocketAddress address) throws BindException {
        for (int i = 0; i < EPHEMERAL_PORTS; i++) {
            InetSocketAddress candidate = new InetSocketAddress(address.getAddress(), nextEphemeralPort());
            if (!isTaken(candidate, false)) {
                return candidate;
            }
        }
        throw new BindException("Address already in use: no port is free");
    }

    private int nextEphemeralPort() {
        return FIRST_EPHEMERAL_PORT + portsGiven++ % EPHEMERAL_PORTS;
    }

    private Wire newWire() {
        return new Wire((int) dice.magnitudeBetween(profile.minWindowBytes(), profile.maxWindowBytes()));
    }

    private long bytesUntilReset() {
        return dice.roll(profile.probability(Fault.RESET))
                ? dice.magnitudeBetween(1, MAX_BYTES_BEFORE_RESET)
                : Long.MAX_VALUE;
    }

    // ---- making connections ----

    private void connectArrives(SimulatedStreamSocket client, int attempt) {
        if (client.isClosed()) {
            return;
        }
        List<SimulatedListenSocket> hearing = listeners.stream()
                .filter(listener -> listener.hears(client.remoteAddress()))
                .toList();
        if (hearing.isEmpty() || hits(Fault.CONNECT_REFUSED)) {
            fail(client, "Connection refused");
            return;
        }
        SimulatedListenSocket listener = hearing.get(hearing.size() == 1 ? 0 : dice.between(0, hearing.size() - 1));
        if (!listener.isBacklogFull()) {
            listener.enqueue(SimulatedStreamSocket.serverOf(client));
            deliver(client.incoming(), client::connected);
        } else if (attempt < MAX_CONNECT_ATTEMPTS) {
            reached(Fault.BACKLOG_FULL);
            schedule.at(schedule.nowNanos() + CONNECT_RETRY_NANOS, () -> connectArrives(client, attempt + 1));
        } else {
            fail(client, "Connection timed out");
        }
    }

    private void fail(SimulatedStreamSocket client, String reason) {
        deliver(client.incoming(), () -> client.connectFailed(new ConnectException(reason)));
    }

    // ---- what happened ----

    /** How often each fault has happened, without those that never did. */
    public Map<Fault, Long> faults() {
        Map<Fault, Long> counts = new EnumMap<>(Fault.class);
        for (Fault fault : Fault.values()) {
            if (reached[fault.ordinal()] > 0) {
                counts.put(fault, reached[fault.ordinal()]);
            }
        }
        return counts;
    }

    /** How many sockets are open: listening, connecting, connected, and those that wait to be accepted. */
    public int openSockets() {
        return openSockets;
    }

    /** When the next thing arrives, in {@linkplain VirtualTime#elapsedNanos elapsed} nanoseconds; empty if nothing travels. */
    public OptionalLong nextArrivalNanos() {
        return schedule.nextNanos();
    }

    /** Lets everything arrive that is due by now, and returns how many things that were; a poll does the same first. */
    public int deliverDue() {
        return schedule.runDue();
    }

    // ---- for the sockets ----

    /** Lets {@code arrival} happen at the far end of {@code wire}, behind everything sent on it before. */
    void deliver(Wire wire, Runnable arrival) {
        long delayNanos = hits(Fault.DELAY) ? dice.between(profile.minDelayNanos(), profile.maxDelayNanos()) : 0;
        wire.lastArrivalNanos = Math.max(wire.lastArrivalNanos, schedule.nowNanos() + delayNanos);
        schedule.at(wire.lastArrivalNanos, arrival);
    }

    /** How many things have arrived so far. */
    long arrivals() {
        return schedule.ran();
    }

    /** Rolls for {@code fault} and counts a hit. */
    boolean hits(Fault fault) {
        boolean hit = dice.roll(profile.probability(fault));
        if (hit) {
            reached(fault);
        }
        return hit;
    }

    void reached(Fault fault) {
        reached[fault.ordinal()]++;
    }

    Dice dice() {
        return dice;
    }

    void forget(SimulatedListenSocket listener) {
        listeners.remove(listener);
    }

    void opened() {
        openSockets++;
    }

    void closed() {
        openSockets--;
    }
}

package staunch.reactor.sim;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import staunch.reactor.Poller;

/** A selector without a system: looks at its sockets, and never waits, since nothing happens while one does. */
final class SimulatedPoller implements Poller {
    private record Ready(SimulatedSocket socket, int operations) {}

    private final SimulatedNetwork network;
    private final Set<SimulatedSocket> sockets = new LinkedHashSet<>();

    /** One pretence is enough until something arrives again: with more, a simulation would not come to rest. */
    private long arrivalsAtPretence = -1;

    SimulatedPoller(SimulatedNetwork network) {
        this.network = network;
    }

    SimulatedNetwork network() {
        return network;
    }

    void add(SimulatedSocket socket) {
        sockets.add(socket);
    }

    void remove(SimulatedSocket socket) {
        sockets.remove(socket);
    }

    @Override
    public int poll(long timeoutNanos) {
        network.deliverDue();
        int told = 0;
        for (Ready ready : select()) {
            // An earlier listener may have closed it.
            if (!ready.socket.isClosed()) {
                ready.socket.tell(ready.operations);
                told++;
            }
        }
        return told;
    }

    private List<Ready> select() {
        List<Ready> ready = new ArrayList<>();
        List<SimulatedSocket> idle = new ArrayList<>();
        for (SimulatedSocket socket : sockets) {
            int operations = socket.readyOperations();
            if (operations != 0) {
                ready.add(new Ready(socket, operations));
            } else if (socket.interest() != 0) {
                idle.add(socket);
            }
        }
        if (!idle.isEmpty() && network.arrivals() != arrivalsAtPretence && network.hits(Fault.SPURIOUS_READINESS)) {
            arrivalsAtPretence = network.arrivals();
            SimulatedSocket pretended = idle.get(network.dice().between(0, idle.size() - 1));
            ready.add(new Ready(pretended, pretended.interest()));
        }
        if (ready.size() > 1 && network.hits(Fault.SHUFFLED_READINESS)) {
            network.dice().shuffle(ready);
        }
        return ready;
    }

    /** Nobody ever waits. */
    @Override
    public void wakeup() {}

    /** After this a poll finds nothing. */
    @Override
    public void close() {
        sockets.clear();
    }
}

package staunch.bench;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import staunch.reactor.EventLoop;

/**
 * Requests on connections that are kept, several on each at once if they are pipelined. Connections are made before the
 * first request, and anew when a server ends one.
 */
final class RequestWork implements Work {
    /** How many of the first connections are made at once on a loop. */
    static final int MAX_CONNECTING = 64;

    private final EventLoop loop;
    private final Route route;
    private final Requests requests;
    private final List<RequestConnection> connections = new ArrayList<>();
    /** Each connection as often as it has room for another request; who waited longest is first. */
    private final ArrayDeque<RequestConnection> room = new ArrayDeque<>();

    private int opened;
    private boolean over;

    /** @param places how many requests may go on at once on this loop */
    RequestWork(EventLoop loop, Route route, Requests requests, int places) {
        this.loop = loop;
        this.route = route;
        this.requests = requests;
        for (int i = 0; i < places; i += requests.depth()) {
            connections.add(new RequestConnection(this, requests));
        }
        for (int i = 0; i < requests.depth(); i++) {
            room.addAll(connections);
        }
    }

    @Override
    public void prepare(Driver driver, Runnable ready) {
        for (int i = 0; i < Math.min(MAX_CONNECTING, connections.size()); i++) {
            open(driver, i, ready);
        }
    }

    /** Opens a connection and then the one that is so many further on; the last one to be done says so. */
    private void open(Driver driver, int index, Runnable ready) {
        if (index >= connections.size() || over) {
            return;
        }
        connections.get(index).open(driver.preparation(() -> {
            opened++;
            open(driver, index + MAX_CONNECTING, ready);
            if (opened == connections.size()) {
                ready.run();
            }
        }));
    }

    @Override
    public void begin(Piece piece) {
        room.remove().send(piece);
    }

    /** There is room for another request. */
    void roomOn(RequestConnection connection) {
        room.add(connection);
    }

    void connect(RequestChannel channel) {
        route.connect(loop, requests.layer().get().over(channel), channel::connected);
    }

    @Override
    public void end() {
        over = true;
        connections.forEach(RequestConnection::end);
    }
}

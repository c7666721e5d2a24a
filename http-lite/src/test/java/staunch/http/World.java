package staunch.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import staunch.http.codec.Rejection;
import staunch.http.codec.Status;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;

/** A simulated network with a server, clients, or whatever poses as them; time passes only when a test says so. */
final class World implements AutoCloseable {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

    final Simulation simulation;
    final List<String> heard = new ArrayList<>();
    private final List<Channel> serverChannels = new ArrayList<>();
    private final Transport.Ends ends;
    private final Reactor servers;
    private final Reactor clients;
    private InetSocketAddress address = ANY_PORT;
    private Layer clientTrace = Layer.NONE;
    private Layer serverTrace = Layer.NONE;

    World() {
        this(Transport.PLAIN);
    }

    World(Transport transport) {
        this(new Simulation(1, FaultProfile.NONE), transport);
    }

    /** @param tap lies between the server's sockets and its layer */
    World(Transport transport, Layer tap) {
        this(new Simulation(1, FaultProfile.NONE), transport.ends(), tap);
    }

    World(Transport.Ends ends) {
        this(new Simulation(1, FaultProfile.NONE), ends, Layer.NONE);
    }

    World(Simulation simulation, Transport transport) {
        this(simulation, transport.ends(), Layer.NONE);
    }

    private World(Simulation simulation, Transport.Ends made, Layer tap) {
        this.simulation = simulation;
        this.ends = new Transport.Ends(application -> tap.over(made.server().over(application)), made.client());
        this.servers = simulation.newReactor(1);
        this.clients = simulation.newReactor(1);
    }

    /** Serves by {@code handler}; what the server tells its listener is written to {@link #heard}. */
    HttpServer serve(HttpHandler handler) {
        return serve(handler, HttpServerOptions.DEFAULT);
    }

    HttpServer serve(HttpHandler handler, HttpServerOptions options) {
        return serve(handler, options, HttpServerListener.NONE);
    }

    /** As that, and tells {@code more} too; requests, and those that stay unanswered, are then {@link #heard} as well. */
    HttpServer serve(HttpHandler handler, HttpServerOptions options, HttpServerListener more) {
        HttpServerListener all = more == HttpServerListener.NONE
                ? listener()
                : listener().and(more).and(listenerToUnanswered());
        return serveUnheard(handler, options.withListener(all));
    }

    /** As {@link #serve}, with the listener of {@code options} alone; without one, answers may be given at once. */
    HttpServer serveUnheard(HttpHandler handler, HttpServerOptions options) {
        try {
            HttpServer server = HttpServer.listen(
                    servers, ANY_PORT, h -> ends.server().over(serverTrace.over(noting(h))), handler, options);
            address = server.localAddress();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on what the handlers of connections are told is written to the simulation's trace. */
    void traced() {
        clientTrace = simulation.trace().layer("client");
        serverTrace = simulation.trace().layer("server");
    }

    /** Lets {@code handler} have all connections, of which the test has the other ends. */
    void listen(ChannelHandler handler) {
        try {
            address =
                    servers.listen(ANY_PORT, () -> ends.server().over(handler)).localAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection whose bytes are in the test's hands. */
    RawPeer dial() {
        RawPeer peer = begin();
        until(peer::isOpened);
        return peer;
    }

    /** As {@link #dial}, but the connection has only begun to be made. */
    RawPeer begin() {
        RawPeer peer = new RawPeer();
        clients.connect(address, ends.client().over(peer));
        return peer;
    }

    /** As {@link #dial}, without the transport's layer. */
    RawPeer dialPlain() {
        RawPeer peer = new RawPeer();
        clients.connect(address, peer);
        until(peer::isOpened);
        return peer;
    }

    /** The channels, as HTTP sees them, that the server has opened. */
    List<Channel> serverChannels() {
        return serverChannels;
    }

    private ChannelHandler noting(ChannelHandler handler) {
        return new NotingHandler(handler, serverChannels);
    }

    /** How many bytes of buffers all connections of the server hold. */
    long heldByServer() {
        return servers.loops().get(0).buffers().leasedBytes();
    }

    CompletableFuture<Void> shutdownClients(long graceMillis) {
        return clients.shutdown(graceMillis);
    }

    CompletableFuture<Void> shutdownServers(long graceMillis) {
        return servers.shutdown(graceMillis);
    }

    HttpConnection connect(HttpClientOptions options) {
        return HttpConnection.open(clients, address, h -> ends.client().over(clientTrace.over(h)), options);
    }

    HttpConnection connect() {
        return connect(HttpClientOptions.DEFAULT);
    }

    void until(BooleanSupplier condition) {
        simulation.run(condition);
    }

    <T> T await(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        until(future::isDone);
        return future.join();
    }

    /** Lets happen what does without time passing. */
    void settle() {
        simulation.runFor(Duration.ZERO);
    }

    void pass(long millis) {
        simulation.runFor(Duration.ofMillis(millis));
    }

    private HttpServerListener listener() {
        return new HttpServerListener() {
            @Override
            public void onExchange(Exchange exchange, Status status, long bodyBytes, boolean whole) {
                heard.add(exchange.request().method() + " " + exchange.request().target() + " " + status.code() + " "
                        + bodyBytes + (whole ? "" : " cut"));
            }

            @Override
            public void onRejected(InetSocketAddress peer, Rejection rejection) {
                heard.add("rejected " + rejection.status().code());
            }

            @Override
            public void onConnectionFailed(InetSocketAddress peer, CloseCause cause) {
                heard.add("failed " + cause.kind());
            }

            @Override
            public void onHandlerFailed(Exchange exchange, Throwable failure) {
                heard.add("threw " + failure.getMessage());
            }
        };
    }

    private HttpServerListener listenerToUnanswered() {
        return new HttpServerListener() {
            @Override
            public void onRequest(Exchange exchange) {
                heard.add("request " + exchange.request().target());
            }

            @Override
            public void onUnanswered(Exchange exchange) {
                heard.add("unanswered " + exchange.request().target());
            }
        };
    }

    @Override
    public void close() {
        simulation.close();
    }
}

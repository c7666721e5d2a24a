package staunch.http.proxy;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import staunch.http.Exchange;
import staunch.http.HttpHandler;
import staunch.http.HttpLane;
import staunch.http.HttpServer;
import staunch.http.Origin;
import staunch.http.Response;
import staunch.http.codec.Status;
import staunch.http.proxy.ProxyOptions.Uninterceptable;
import staunch.reactor.Channel;
import staunch.reactor.ChannelHandler;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.Layer;
import staunch.reactor.Security;
import staunch.tls.HelloLayer;
import staunch.tls.TlsRefusal;
import staunch.tls.TlsServer;
import staunch.tls.pki.LeafMinter;
import staunch.tls.record.Alert;
import staunch.tls.record.ClientHello;
import staunch.tls.record.HelloProblem;

/**
 * Decides what becomes of one connection that a client has meant for a server.
 *
 * <pre>
 *              by the host alone: pass
 *   CONNECT -------------------------------------------------> connect, then 200 ------------> TUNNEL
 *      |
 *      | 200                       by the name in it: pass; or no HTTP/1.1 in it; or no hello
 *      v                         +--------------------------------------------------> connect -> TUNNEL, or refused
 *   the client's hello ----------+
 *                                | intercept
 *                                +----> connect to the server, verify it ----> mint a leaf ----> TLS with the client, HTTP
 *                                                    |                                               ^
 *                                                    +-- failed: a leaf for the name alone, ---------+
 *                                                        and a page that says why
 * </pre>
 *
 * The server is verified before the client is shown anything; until then nothing of HTTP has been said to either. Used on the
 * loop of the client's connection.
 */
final class Interception {
    private static final System.Logger LOG = System.getLogger(Interception.class.getName());

    private final Proxy proxy;
    private final HttpServer server;
    private final HttpLane lane;
    private final InetSocketAddress client;
    /** Where the client has asked to be connected to; null on a port where only its hello says that. */
    private final @Nullable Origin asked;

    private final int port;
    private final long begun;
    private final WantedConnection wanted;
    private @Nullable Tunnel tunnel;

    /** For a client that has asked for a tunnel. */
    Interception(Proxy proxy, HttpServer server, HttpLane lane, InetSocketAddress client, Origin asked) {
        this(proxy, server, lane, client, asked, asked.port());
    }

    /** For a client that has connected as if this were its server, which is on that port. */
    Interception(Proxy proxy, HttpServer server, HttpLane lane, InetSocketAddress client, int port) {
        this(proxy, server, lane, client, null, port);
    }

    private Interception(
            Proxy proxy, HttpServer server, HttpLane lane, InetSocketAddress client, @Nullable Origin asked, int port) {
        this.proxy = proxy;
        this.server = server;
        this.lane = lane;
        this.client = client;
        this.asked = asked;
        this.port = port;
        this.wanted = new WantedConnection(lane);
        this.begun = proxy.pinned().connectionBegins();
    }

    // ---- by CONNECT ----

    /** Answers a CONNECT. */
    void begin(Exchange exchange) {
        Origin target = asked;
        if (target == null) {
            throw new IllegalStateException("no CONNECT without a target");
        }
        if (proxy.options().passed().matches(target.host())) {
            pass(exchange, target);
        } else {
            exchange.upgrade(Response.of(Status.OK), handler());
        }
    }

    /** A tunnel for which nothing needs to be known: if it cannot be made, that can still be said. */
    private void pass(Exchange exchange, Origin target) {
        Flow flow = beginTunnel(target, isOneToPass(target.host()));
        exchange.onOver(whole -> {
            if (!whole) {
                wanted.clientLeft();
            }
        });
        wanted.connect(target).whenComplete((upstream, failure) -> {
            if (failure == null) {
                exchange.upgrade(Response.of(Status.OK), join(upstream, flow).client());
            } else {
                Throwable cause = wanted.failure(target, failure);
                flow.failed(cause);
                exchange.respond(proxy.page(flow, cause));
                flow.end(false);
            }
        });
    }

    private Flow beginTunnel(Origin target, String why) {
        Flow flow = proxy.newFlow(Flow.Kind.TUNNEL, lane.loop(), client, target);
        flow.begin(Optional.empty(), Optional.empty());
        flow.note(why);
        return flow;
    }

    private Tunnel join(Channel upstream, Flow flow) {
        Tunnel joined = new Tunnel(lane.loop(), proxy.options().tunnelIdleMillis(), flow::endTunnel);
        tunnel = joined;
        upstream.handler(joined.upstream());
        joined.upstream().onOpen(upstream);
        if (wanted.isClientGone()) {
            joined.cut(CloseCause.of(CloseCause.Kind.ABORTED));
        }
        return joined;
    }

    // ---- by the hello ----

    /** The client's handler until something is chosen. */
    ChannelHandler handler() {
        return hello().withSilenceMillis(proxy.options().silenceMillis()).over(new Undecided());
    }

    private HelloLayer hello() {
        return HelloLayer.choosingLater(this::choose)
                .withOther(this::other)
                .withHandshakeTimeoutMillis(proxy.interceptionMillis());
    }

    private CompletionStage<? extends Layer> choose(ClientHello hello) {
        Origin named;
        try {
            named = nameOf(hello);
        } catch (IllegalArgumentException noName) {
            return refusal(Alert.UNRECOGNIZED_NAME, "the hello names no server that could be connected to");
        }
        String host = named.host();
        if (host.equals(Onboarding.HOST)) {
            return shown(proxy.leaves().mint(host), named, proxy.onboarding()::answer);
        }
        Optional<String> passed = whyPassed(host);
        if (passed.isPresent()) {
            return tunnelTo(named, passed.get());
        }
        if (proxy.pinned().isLetThrough(client.getAddress(), host, lane.loop().epochMillis())) {
            return tunnelTo(
                    named,
                    "passed because this client has refused the proxy's certificate for " + host + " "
                            + proxy.options().pinnedAfterRefusals() + " times");
        }
        if (!hello.applicationProtocols().isEmpty()
                && Collections.disjoint(hello.applicationProtocols(), Proxy.SPOKEN_TO_CLIENTS)) {
            String offers = hello.applicationProtocols().toString().replaceAll("[^ -~]", "?");
            String why = "the client offers " + offers + " without " + Proxy.HTTP_1_1 + ", and no other is intercepted";
            return proxy.options().uninterceptable() == Uninterceptable.TUNNEL
                    ? tunnelTo(named, "passed: " + why)
                    : refusal(Alert.NO_APPLICATION_PROTOCOL, why);
        }
        return intercept(named);
    }

    /** Who is meant: by the hello, or else by the request for the tunnel. */
    private Origin nameOf(ClientHello hello) {
        Optional<String> name = hello.serverName();
        Origin target = asked;
        if (name.isPresent()) {
            return new Origin("https", name.get(), port);
        }
        if (target == null) {
            throw new IllegalArgumentException("no name");
        }
        return target;
    }

    private Optional<String> whyPassed(String host) {
        ProxyOptions options = proxy.options();
        if (options.passed().matches(host)) {
            return Optional.of(isOneToPass(host));
        }
        boolean intercepted = options.intercepted().matches(host)
                || (asked != null && options.intercepted().matches(asked.host()));
        return intercepted ? Optional.empty() : Optional.of("passed: " + host + " is none of the hosts to intercept");
    }

    private static String isOneToPass(String host) {
        return "passed: " + host + " is one of the hosts to pass";
    }

    private CompletionStage<? extends Layer> refusal(Alert alert, String why) {
        LOG.log(System.Logger.Level.DEBUG, "refused " + client + ": " + why);
        handshakeFailed(target(), new IllegalStateException(why));
        return CompletableFuture.completedStage(TlsRefusal.with(alert, why));
    }

    private Origin target() {
        Origin target = asked;
        return target == null ? Proxy.ITSELF : target;
    }

    private CompletionStage<? extends Layer> tunnelTo(Origin named, String why) {
        Origin target = asked == null ? named : asked;
        Flow flow = beginTunnel(named, why);
        return wanted.connect(target).handle((upstream, failure) -> {
            if (failure != null) {
                flow.failed(wanted.failure(target, failure));
                flow.end(false);
                return TlsRefusal.with(
                        Alert.INTERNAL_ERROR, "no connection to " + target + ": " + UpstreamFailure.message(failure));
            }
            Tunnel joined = join(upstream, flow);
            return (Layer) undecided -> joined.client();
        });
    }

    /** What does not begin as TLS does. */
    private Layer other(HelloProblem problem) {
        Origin target = asked;
        if (target == null || proxy.options().uninterceptable() == Uninterceptable.REFUSE) {
            handshakeFailed(target(), new IllegalStateException(problem.message()));
            return TlsRefusal.with(problem.alert(), problem.message());
        }
        return undecided -> new Connecting(target, problem);
    }

    // ---- interception ----

    private CompletionStage<? extends Layer> intercept(Origin named) {
        Origin target = asked;
        if (target != null && !target.equals(named)) {
            lane.reach(named, target.host(), target.port());
        }
        return lane.prepare(named)
                .handle((security, failure) -> failure == null
                        ? verified(named, security)
                        : unreachable(named, UpstreamFailure.cause(failure)))
                .thenCompose(stage -> stage)
                .whenComplete((layer, failure) -> {
                    if (failure != null) {
                        lane.loop().runInLoop(() -> handshakeFailed(named, UpstreamFailure.cause(failure)));
                    }
                });
    }

    private CompletionStage<Layer> verified(Origin named, Optional<Security> security) {
        boolean isVerified = !proxy.options().insecureUpstreams().matches(named.host());
        X509Certificate real = security.filter(upstream -> isVerified) // or whoever is there names hosts for us to sign
                .flatMap(upstream -> upstream.peerCertificates().stream().findFirst())
                .orElse(null);
        InterceptedHandler handler = new InterceptedHandler(proxy, lane, named, asked == null, null);
        LeafMinter<TlsServer> leaves = proxy.leaves();
        return shown(real == null ? leaves.mint(named.host()) : leaves.mint(named.host(), real), named, handler);
    }

    private CompletionStage<Layer> unreachable(Origin named, Throwable why) {
        LOG.log(System.Logger.Level.DEBUG, "no connection to " + named + ": " + UpstreamFailure.message(why));
        InterceptedHandler handler = new InterceptedHandler(proxy, lane, named, asked == null, why);
        return shown(proxy.leaves().mint(named.host()), named, handler);
    }

    /** TLS with the client, and in it HTTP. */
    private CompletionStage<Layer> shown(CompletionStage<TlsServer> leaf, Origin named, HttpHandler handler) {
        return leaf.thenApply(tls -> undecided -> tls.over(new LeafWatch(
                proxy, client, named, begun, server.connectionHandler(handler, proxy.listenerOf(named)))));
    }

    private void handshakeFailed(Origin named, Throwable why) {
        proxy.handshakeFailed(lane.loop(), client, named, why);
    }

    /** The client's connection as long as it is nobody's: only its end matters. */
    private final class Undecided implements ChannelHandler {
        @Override
        public void onRead(Channel channel, ByteBuffer in) {}

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {}

        @Override
        public void onClosed(Channel channel, CloseCause cause) {
            wanted.clientLeft();
            Tunnel made = tunnel;
            if (made != null) {
                made.cut(cause);
            }
        }
    }

    /** The client's connection until the tunnel for it stands; takes no byte. */
    private final class Connecting implements ChannelHandler {
        private final Origin target;
        private final Flow flow;
        private final boolean wasSilent;
        private @Nullable InputEnd ended;
        private boolean left;

        Connecting(Origin target, HelloProblem problem) {
            this.target = target;
            this.flow = beginTunnel(target, "passed: " + problem.message());
            this.wasSilent = problem.looksLike() == HelloProblem.LooksLike.SILENCE;
        }

        @Override
        public void onOpen(Channel channel) {
            wanted.connect(target).whenComplete((upstream, failure) -> {
                if (left) {
                    abandon(upstream);
                } else if (failure != null) {
                    flow.failed(wanted.failure(target, failure));
                    flow.end(false);
                    channel.abort(CloseCause.of(CloseCause.Kind.CONNECT_FAILED, failure));
                } else {
                    join(channel, upstream);
                }
            });
        }

        private void abandon(@Nullable Channel upstream) {
            if (upstream != null) {
                Interception.this.join(upstream, flow).abandon();
            }
        }

        private void join(Channel channel, Channel upstream) {
            Tunnel joined = Interception.this.join(upstream, flow);
            if (wanted.isClientGone()) {
                return;
            }
            ChannelHandler end = joined.client();
            channel.handler(wasSilent ? new SlowClient(joined, Interception.this::lookAgain) : end);
            end.onOpen(channel);
            channel.resumeReads();
            if (ended != null) {
                end.onInputEnd(channel, ended);
            }
        }

        @Override
        public void onRead(Channel channel, ByteBuffer in) {
            if (wasSilent && SlowClient.beginsHello(in)) {
                left = true;
                flow.end(true);
                lookAgain(channel);
            }
        }

        @Override
        public void onInputEnd(Channel channel, InputEnd end) {
            ended = end;
        }

        @Override
        public void onClosed(Channel channel, CloseCause cause) {
            wanted.clientLeft();
        }
    }

    /** A client that was silent has begun its hello after all: it was only slow. */
    private void lookAgain(Channel channel) {
        tunnel = null;
        ChannelHandler anew = hello().over(new Undecided());
        channel.handler(anew);
        anew.onOpen(channel);
        channel.resumeReads();
    }
}

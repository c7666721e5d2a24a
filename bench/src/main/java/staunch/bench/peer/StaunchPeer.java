package staunch.bench.peer;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import staunch.bench.BenchServer;
import staunch.http.HttpServer;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.tls.TaskPolicy;
import staunch.tls.TlsOptions;
import staunch.tls.TlsServer;

/** Our own server, as {@code bench server} runs it. */
final class StaunchPeer {
    private StaunchPeer() {}

    static int start(PeerSettings settings) throws IOException {
        TlsOptions options = TlsOptions.DEFAULT.withProvider(settings.provider());
        if (settings.offloadsHandshakes()) {
            ExecutorService workers =
                    Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
            options = options.withTasks(TaskPolicy.on(workers));
        }
        TlsServer layer = TlsServer.of(settings.identity(), options);
        Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(settings.loops()));
        return HttpServer.listen(reactor, PeerSettings.address(), layer, BenchServer.handler(), BenchServer.options())
                .port();
    }
}

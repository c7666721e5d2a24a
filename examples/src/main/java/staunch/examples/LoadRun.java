package staunch.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import staunch.bench.Interval;
import staunch.bench.IntervalLog;
import staunch.bench.Load;
import staunch.bench.Logs;
import staunch.bench.Metric;
import staunch.bench.Result;
import staunch.bench.Route;
import staunch.bench.Summary;
import staunch.bench.Verdict;
import staunch.reactor.Reactor;
import staunch.tls.TlsOptions;

/** One run from its beginning to what is printed of it; on Ctrl-C, of what there is. */
final class LoadRun {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Whether somebody looks at standard error. */
    private static final boolean IS_WATCHED = isTerminal(Path.of("/proc/self/fd/2"));

    private final Summary.Kind kind;
    private final String what;
    private final LoadArguments arguments;
    private final Output output;

    /** @param what is measured, and where: the beginning of the title */
    LoadRun(Summary.Kind kind, String what, LoadArguments arguments, Output output) {
        this.kind = kind;
        this.what = what;
        this.arguments = arguments;
        this.output = output;
    }

    private static boolean isTerminal(Path descriptor) {
        try {
            String device = Files.readSymbolicLink(descriptor).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Begins a load on the loops of a reactor. */
    @FunctionalInterface
    interface Beginning {
        Load begin(Reactor reactor, Route route);
    }

    /** Begins, waits for the end and prints; the exit status. */
    int run(GetTarget target, Beginning beginning) throws IOException, InterruptedException {
        requireWritable();
        Reactor reactor = arguments.startReactor();
        try {
            Route route = arguments.route(reactor, target);
            Load load = beginning.begin(reactor, route);
            Optional<TlsOptions> tls = target.secure() ? Optional.of(arguments.options()) : Optional.empty();
            String title = arguments.title().orElseGet(() -> LoadTitle.of(kind, what, tls, load.plan(), load.asked()));
            return finish(new Running(title, tls, route, load));
        } finally {
            reactor.shutdown(0).join();
        }
    }

    /** Before a run of minutes rather than after it. */
    private void requireWritable() {
        arguments.intervalLog().ifPresent(file -> OutputFile.requireWritable("--hlog", file));
        arguments.percentiles().ifPresent(prefix -> {
            for (Metric metric : Metric.values()) {
                OutputFile.requireWritable("--hgrm", percentilesOf(metric, prefix));
            }
        });
    }

    private static Path percentilesOf(Metric metric, String prefix) {
        return Path.of(prefix + "-" + metric.tag().replace(' ', '-') + ".hgrm");
    }

    /** What has begun. */
    private record Running(String title, Optional<TlsOptions> tls, Route route, Load load) {}

    private int finish(Running running) throws InterruptedException {
        Load load = running.load();
        OnInterrupt onInterrupt = OnInterrupt.call(load::stop);
        try {
            output.err().println(running.title() + ": measuring; Ctrl-C ends it and shows what there is.");
            Optional<IntervalLog> log = openLog(running.title());
            try {
                follow(load, log);
                Result result = load.result();
                Summary summary = new Summary(kind, result);
                print(summary, running);
                log.ifPresent(writer -> conclude(writer, Verdict.on(result)));
                return summary.isBelievable() ? 0 : 1;
            } finally {
                log.ifPresent(IntervalLog::close);
            }
        } finally {
            onInterrupt.release();
        }
    }

    // ---- while it goes on ----

    private void follow(Load load, Optional<IntervalLog> log) throws InterruptedException {
        CompletableFuture<Void> ended = load.ended().toCompletableFuture();
        try {
            long next = System.nanoTime() + INTERVAL_NANOS;
            while (!endedBy(ended, next)) {
                next += INTERVAL_NANOS;
                tick(load, log);
            }
            tick(load, log);
        } finally {
            if (IS_WATCHED) {
                output.err().print("\r\033[K");
            }
        }
    }

    private Optional<IntervalLog> openLog(String title) {
        return arguments.intervalLog().map(file -> {
            try {
                return new IntervalLog(file, title, System.currentTimeMillis());
            } catch (IOException e) {
                throw CommandFailure.unwritable("--hlog", file, e);
            }
        });
    }

    /** Behind what is printed: that is worth having if the log is not whole. */
    private void conclude(IntervalLog log, Verdict verdict) {
        try {
            log.conclude(verdict);
        } catch (IOException e) {
            throw CommandFailure.unwritable("--hlog", arguments.intervalLog().orElseThrow(), e);
        }
    }

    private static boolean endedBy(CompletableFuture<Void> ended, long deadlineNanos) throws InterruptedException {
        try {
            ended.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException goesOn) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void tick(Load load, Optional<IntervalLog> log) {
        Interval interval = load.tick();
        log.ifPresent(writer -> writer.write(interval, System.currentTimeMillis()));
        if (IS_WATCHED) {
            output.err().print("\r\033[K" + Summary.progress(interval, INTERVAL_NANOS / 1e9));
            output.err().flush();
        }
    }

    // ---- in the end ----

    private void print(Summary summary, Running running) {
        if (arguments.percentiles().isPresent()) {
            writePercentiles(running.load(), arguments.percentiles().get());
        }
        if (arguments.json()) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("title", running.title());
            running.tls().ifPresent(options -> all.put("provider", options.provider()));
            running.load().serverKey().ifPresent(key -> {
                all.put("serverKeyType", key.type());
                all.put("serverKeyBits", key.bits());
            });
            all.putAll(summary.map());
            output.out().println(Json.of(all));
            return;
        }
        output.out().println(running.title());
        Route route = running.route();
        summary.lines().forEach(output.out()::println);
        if (!route.sources().isEmpty()) {
            output.out()
                    .println("  from          " + route.sources().size() + " addresses in 127/8 ("
                            + route.sources().get(0).getHostAddress() + " and on), for enough ports");
        }
        summary.headline().forEach(output.out()::println);
    }

    private static void writePercentiles(Load load, String prefix) {
        load.result().times().forEach((metric, times) -> {
            Path file = percentilesOf(metric, prefix);
            try {
                Logs.writePercentiles(times, file);
            } catch (IOException e) {
                throw CommandFailure.unwritable("--hgrm", file, e);
            }
        });
    }
}

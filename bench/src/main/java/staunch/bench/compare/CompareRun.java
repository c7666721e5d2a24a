package staunch.bench.compare;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.Identity;
import staunch.tls.pki.KeyType;
import staunch.tls.pki.LeafRequest;
import staunch.tls.pki.Pem;
import staunch.tls.pki.TrustAnchors;

/** Has all servers measured, turn by turn, until all turns are done; one that was interrupted takes up where it was. */
public final class CompareRun {
    /**
     * So what a JVM holds can be told from the room that it has: its heap is resident from the beginning, so that resident memory
     * grows by what lies outside of it, and what lies inside can be asked for. Sessions of connections that are gone, which JSSE
     * keeps as long as there is room, go with the next collection, and that leaves no gaps that would count as used. The compiler
     * needs little and is soon done.
     */
    private static final List<String> FIXED_HEAP = List.of(
            "-XX:+UseSerialGC",
            "-Xms256m",
            "-Xmx256m",
            "-XX:+AlwaysPreTouch",
            "-XX:SoftRefLRUPolicyMSPerMB=0",
            "-XX:MarkSweepDeadRatio=0",
            "-XX:TieredStopAtLevel=1");

    private final List<Arm> arms;
    private final Pace pace;
    private final Processors processors;
    private final Path folder;
    private final Consumer<String> progress;
    private final MeasurementFile file;

    /**
     * Prepares.
     *
     * @param arms the servers
     * @param pace how long what takes
     * @param processors which processor serves, and which is the client's
     * @param folder where everything is written
     * @param progress is told, line by line, what goes on
     * @throws IOException if the folder holds measurements of another setting
     */
    public CompareRun(List<Arm> arms, Pace pace, Processors processors, Path folder, Consumer<String> progress)
            throws IOException {
        this.arms = List.copyOf(arms);
        this.pace = pace;
        this.processors = processors;
        this.folder = folder;
        this.progress = progress;
        this.file = MeasurementFile.in(folder, about());
    }

    /** How it is measured, on one line. */
    public String about() {
        return "JDK " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                + ", server on processor " + processors.server() + ", client on " + processors.client()
                + "; " + Probe.NEGOTIATED + ", ECDSA P-256; client " + Probe.PROVIDER + clientFlags() + "; "
                + pace.generations() + " × " + pace.rounds() + " rounds, warm-up " + pace.warmUpSeconds()
                + " s, measured "
                + pace.measuringSeconds() + " s each: "
                + pace.scenarios().stream().map(Scenario::label).collect(Collectors.joining(" "))
                + (pace.looksAtMemory() ? "; memory of JVMs with " + String.join(" ", FIXED_HEAP) : "");
    }

    /** How this JVM was told to collect garbage, among other things: its pauses are part of the percentiles. */
    private static String clientFlags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-X"))
                .map(flag -> " " + flag)
                .collect(Collectors.joining());
    }

    /**
     * Measures whatever has not been measured yet.
     *
     * @return all measurements
     * @throws IOException if they cannot be written, or the machine lacks what it takes
     */
    public List<Measurement> run() throws IOException, InterruptedException {
        processors.pinThisProcess();
        Keys keys = Keys.in(folder);
        Probe probe = new Probe(keys.trust);
        for (int generation = 1; generation <= pace.generations(); generation++) {
            new Generation(probe, keys, generation).run();
        }
        return file.all();
    }

    /** What all servers show, and the client believes. */
    record Keys(Path certificate, Path key, TrustAnchors trust) {
        static Keys in(Path folder) {
            CertificateAuthority authority = CertificateAuthority.create("Staunch bench");
            Identity identity =
                    authority.issue(LeafRequest.forServer("localhost").withKeyType(KeyType.EC_P256));
            Keys keys = new Keys(
                    folder.resolve("server.pem"),
                    folder.resolve("server-key.pem"),
                    TrustAnchors.of(List.of(authority.certificate())));
            Pem.writeCertificates(keys.certificate, identity.chain());
            Pem.writePrivateKey(keys.key, identity.privateKey());
            return keys;
        }
    }

    /** All servers from their start to their end. */
    private final class Generation {
        private final Probe probe;
        private final Keys keys;
        private final List<Turn> left;
        private final Map<String, ServerProcess> running = new LinkedHashMap<>();

        Generation(Probe probe, Keys keys, int generation) {
            this.probe = probe;
            this.keys = keys;
            List<String> names = arms.stream().map(Arm::name).toList();
            this.left = Schedule.turns(generation, pace.rounds(), names).stream()
                    .filter(turn -> !file.has(turn) && (turn.isMemory() ? pace.looksAtMemory() : pace.looksAtLoad()))
                    .toList();
        }

        void run() throws IOException, InterruptedException {
            Thread onInterrupt = new Thread(this::close);
            Runtime.getRuntime().addShutdownHook(onInterrupt);
            try {
                for (Turn turn : left) {
                    if (turn.isMemory()) {
                        file.add(List.of(memory(turn)));
                    }
                }
                warmAll();
                for (Turn turn : left) {
                    if (!turn.isMemory()) {
                        say(turn, "round " + turn.round() + " of " + pace.rounds());
                        file.add(measured(turn));
                    }
                }
            } finally {
                close();
                forget(onInterrupt);
            }
        }

        private static void forget(Thread onInterrupt) {
            try {
                Runtime.getRuntime().removeShutdownHook(onInterrupt);
            } catch (IllegalStateException isEnding) {
                // By Ctrl-C: the hook is what ends the servers.
                assert isEnding != null;
            }
        }

        private void say(Turn turn, String what) {
            progress.accept(
                    "generation " + turn.generation() + " of " + pace.generations() + ", " + what + ": " + turn.arm());
        }

        private Measurement memory(Turn turn) throws IOException, InterruptedException {
            say(turn, "memory");
            try (ServerProcess server = start(turn.arm(), FIXED_HEAP)) {
                return probe.memory(turn, server);
            } catch (IOException failure) {
                return Measurement.refused(turn, Scenario.IDLE, String.valueOf(failure.getMessage()));
            }
        }

        private void warmAll() throws InterruptedException {
            for (Turn turn : left) {
                if (turn.isMemory() || running.containsKey(turn.arm())) {
                    continue;
                }
                say(turn, "warming up");
                try {
                    ServerProcess server = start(turn.arm(), List.of());
                    running.put(turn.arm(), server);
                    probe.warmUp(server, pace.warmUpSeconds());
                    server.pinTo(processors);
                } catch (IOException failure) {
                    progress.accept(turn.arm() + ": " + failure.getMessage());
                }
            }
        }

        private List<Measurement> measured(Turn turn) throws InterruptedException {
            ServerProcess server = running.get(turn.arm());
            String trouble = "it did not start";
            if (server != null) {
                try {
                    return probe.measure(turn, server, pace);
                } catch (IOException failure) {
                    trouble = "it has ended: " + failure.getMessage();
                }
            }
            String refusal = trouble;
            return pace.scenarios().stream()
                    .filter(scenario -> scenario.figure() != Figure.MEMORY)
                    .map(scenario -> Measurement.refused(turn, scenario, refusal))
                    .toList();
        }

        private ServerProcess start(String name, List<String> flags) throws IOException {
            Arm arm = Arm.named(name).orElseThrow();
            Path place = Files.createDirectories(folder.resolve("servers").resolve(name));
            return ServerProcess.start(Launch.of(arm, flags, keys.certificate, keys.key, place), processors, place);
        }

        /** All end at once, so that a whole generation of them does not take minutes. */
        private synchronized void close() {
            running.values().forEach(ServerProcess::beginToEnd);
            running.values().forEach(ServerProcess::close);
            running.clear();
        }
    }
}

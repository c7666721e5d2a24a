package staunch.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import staunch.reactor.Channel;
import staunch.reactor.CloseCause;
import staunch.reactor.Layer;
import staunch.reactor.Reactor;
import staunch.reactor.ReactorOptions;
import staunch.tls.pki.TrustAnchors;
import staunch.tls.record.Alert;

/** Those of {@link TwentyFailuresTest} that need real sockets, or a Java machine of their own. */
@Timeout(120)
class TwentyFailuresOnSocketsTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress("127.0.0.1", 0);
    private static final String ALL = "staunch.tls.TwentyFailuresTest#providersAndVersions";
    private static final String WITH_TASKS = "staunch.tls.TwentyFailuresTest#providersWithTasksAndVersions";
    private static final int DESCRIPTORS = 80;

    // ---- 7: bytes are lost when a KeyUpdate is emitted inside an application write (CVE-2024-5971) ----

    @Test
    void shouldLoseNoByteToKeyUpdates(@TempDir Path folder) throws Exception {
        Path security = folder.resolve("java.security");
        Files.writeString(security, "jdk.tls.keyLimits=AES/GCM/NoPadding KeyUpdate 50000\n");
        List<String> command = java(KeyLimitsEcho.class);
        command.add(1, "-Djava.security.properties=" + security);
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), output);
    }

    private static List<String> java(Class<?> main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-ea", "-Xmx256m", "-cp", System.getProperty("java.class.path"), main.getName()));
        return command;
    }

    /** Echoes with keys that are good for a few records only; fails if there was no KeyUpdate, or a byte is wrong. */
    static final class KeyLimitsEcho {
        private static final int BYTES = 3_000_000;
        /** The smallest record of TLS 1.3 that holds a KeyUpdate: five bytes, type, tag; SunJSSE pads by 16. */
        private static final int MAX_KEY_UPDATE_BYTES = 5 + 5 + 1 + 16 + 16;

        public static void main(String[] arguments) {
            byte[] data = TlsChannelTest.random(BYTES, 11);
            TlsOptions options = TlsFixtures.options("1.3").withCipherSuites("TLS_AES_256_GCM_SHA384");
            Layer client = TlsClient.trusting(TlsFixtures.TRUST, options).to(TlsFixtures.HOST, TlsFixtures.PORT);
            int[] smallRecords = new int[1];
            try (TlsPair pair = new TlsPair()) {
                pair.server.whenRead = (channel, in) -> channel.write(in);
                pair.server.whenWritable = Channel::resumeReads;
                TlsChannelTest.send(pair.client, data, () -> {});
                pair.connect(
                        application -> new CountingTap(client.over(application), MAX_KEY_UPDATE_BYTES, smallRecords),
                        TlsServer.of(TlsFixtures.SERVER, options));
                pair.simulation.run(() -> pair.client.received.size() >= data.length);
                assertArrayEquals(data, pair.client.received.toByteArray());
                assertTrue(smallRecords[0] > 20, smallRecords[0] + " KeyUpdates");
                pair.client.channel().close();
                pair.untilClosed();
                pair.assertWellBehaved();
            }
        }
    }

    // ---- 10: the loop waits for a task that is elsewhere ----

    @ParameterizedTest
    @MethodSource(WITH_TASKS)
    void shouldServeOthersWhileATaskSleepsOnAThread(TestProvider provider, String version) throws Exception {
        CountDownLatch awake = new CountDownLatch(1);
        ExecutorService worker = Executors.newSingleThreadExecutor();
        TlsOptions options = provider.options(version);
        TlsOptions sleeping = options.withTasks(TaskPolicy.on(task -> worker.execute(() -> {
            awaitQuietly(awake);
            task.run();
        })));
        try (Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1))) {
            Layer client = TlsClient.trusting(TlsFixtures.TRUST, options).to(TlsFixtures.HOST, TlsFixtures.PORT);
            Asking waiting = ask(reactor, client, TlsServer.of(TlsFixtures.SERVER, sleeping));
            Asking other = ask(reactor, client, TlsServer.of(TlsFixtures.SERVER, options));
            assertEquals("x", other.answer.get(60, TimeUnit.SECONDS));
            assertTrue(!waiting.answer.isDone());
            awake.countDown();
            assertEquals("x", waiting.answer.get(60, TimeUnit.SECONDS));
        } finally {
            worker.shutdown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends an x and completes with the first that comes back, or with how it ended. */
    private static final class Asking {
        final CompletableFuture<String> answer = new CompletableFuture<>();
        final RecordingHandler handler = new RecordingHandler();

        Asking() {
            handler.whenOpen = channel -> channel.write(ByteBuffer.wrap(new byte[] {'x'}));
            BiConsumer<Channel, ByteBuffer> take = handler.whenRead;
            handler.whenRead = (channel, in) -> {
                take.accept(channel, in);
                answer.complete(handler.received.toString(StandardCharsets.US_ASCII));
            };
            handler.whenClosed = answer::completeExceptionally;
        }

        /** Sends one more, and completes with all that has come back then. */
        CompletableFuture<String> again() {
            CompletableFuture<String> all = new CompletableFuture<>();
            Channel open = handler.channel();
            open.loop().execute(() -> {
                handler.whenClosed = all::completeExceptionally;
                handler.whenRead = (channel, in) -> {
                    handler.take(in);
                    all.complete(handler.received.toString(StandardCharsets.US_ASCII));
                };
                open.write(ByteBuffer.wrap(new byte[] {'y'}));
            });
            return all;
        }
    }

    private static Asking ask(Reactor reactor, Layer client, Layer server) throws IOException {
        InetSocketAddress address =
                reactor.listen(LOOPBACK, () -> server.over(echo())).localAddress();
        return ask(reactor, client, address);
    }

    private static Asking ask(Reactor reactor, Layer client, InetSocketAddress address) {
        Asking asking = new Asking();
        reactor.connect(address, client.over(asking.handler));
        return asking;
    }

    private static RecordingHandler echo() {
        RecordingHandler handler = new RecordingHandler();
        handler.whenRead = (channel, in) -> channel.write(in);
        return handler;
    }

    // ---- 15: the alert is lost because TCP closed first ----

    @ParameterizedTest
    @MethodSource(ALL)
    void shouldShowTheAlertToAClientWithoutACertificate(TestProvider provider, String version) throws Exception {
        TlsOptions options = provider.options(version);
        Layer client = TlsClient.trusting(TlsFixtures.TRUST, options).to(TlsFixtures.HOST, TlsFixtures.PORT);
        Layer server = TlsServer.of(TlsFixtures.SERVER, options).requiringClients(TlsFixtures.TRUST);
        try (Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1))) {
            for (int i = 0; i < 20; i++) {
                Asking refused = ask(reactor, client, server);
                CloseCause why = refused.answer
                        .handle((answer, failure) -> refused.handler.cause())
                        .get(60, TimeUnit.SECONDS);
                TlsException failure = (TlsException) why.failure();
                assertEquals(TlsException.Kind.PEER_ALERT, failure.kind(), why.toString());
                assertTrue(failure.alert() != Alert.CLOSE_NOTIFY && failure.alert() != Alert.UNKNOWN, why.toString());
            }
        }
    }

    // ---- 18: EMFILE at accept: spins, or sleeps ----

    @Test
    void shouldServeOnWithoutDescriptorsAndAcceptAgain(@TempDir Path folder) throws Exception {
        Path authority = folder.resolve("authority.pem");
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n " + DESCRIPTORS + "; exec \"$@\"", "sh"));
        command.addAll(java(FewDescriptors.class));
        command.add(authority.toString());
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<Socket> crowd = new ArrayList<>();
        try (Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1));
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            int port = Integer.parseInt(lines.readLine());
            InetSocketAddress address = new InetSocketAddress("127.0.0.1", port);
            Layer client = TlsClient.trusting(TrustAnchors.fromPem(authority)).to(TlsFixtures.HOST, port);
            Asking early = ask(reactor, client, address);
            assertEquals("x", early.answer.get(60, TimeUnit.SECONDS));
            for (int i = 0; i < 2 * DESCRIPTORS; i++) {
                crowd.add(new Socket(address.getAddress(), port));
            }
            Asking late = ask(reactor, client, address);

            assertEquals("xy", early.again().get(60, TimeUnit.SECONDS));
            assertTrue(!late.answer.isDone(), "there was a descriptor for everybody");

            for (Socket socket : crowd) {
                socket.close();
            }
            assertEquals("x", late.answer.get(60, TimeUnit.SECONDS));
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    /** An echo server that prints its port, to be run with few descriptors. */
    static final class FewDescriptors {
        public static void main(String[] arguments) throws Exception {
            for (Class<?> one : new Class<?>[] {FewDescriptors.class, TlsServer.class, Reactor.class}) {
                loadAllBeside(one);
            }
            TlsFixtures.AUTHORITY.save(
                    Path.of(arguments[0]), Path.of(arguments[0]).resolveSibling("authority-key.pem"));
            Reactor reactor = Reactor.start(ReactorOptions.DEFAULT.withLoops(1));
            Layer server = TlsServer.of(TlsFixtures.SERVER, TlsOptions.DEFAULT.withHandshakeTimeoutMillis(60_000));
            int port = reactor.listen(LOOPBACK, () -> server.over(echo()))
                    .localAddress()
                    .getPort();
            Asking warmUp = ask(
                    reactor,
                    TlsClient.trusting(TlsFixtures.TRUST).to(TlsFixtures.HOST, port),
                    new InetSocketAddress("127.0.0.1", port));
            warmUp.answer.join();
            warmUp.again().join();
            Channel open = warmUp.handler.channel();
            open.loop().execute(open::close);
            System.out.println(port);
        }

        /** A class in a folder needs a descriptor when it is first used; one in a jar, as users have them, does not. */
        private static void loadAllBeside(Class<?> one) throws Exception {
            Path root = Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (!Files.isDirectory(root)) {
                return;
            }
            List<Path> files;
            try (Stream<Path> walk = Files.walk(root)) {
                files = walk.filter(file -> file.toString().matches(".*/[A-Z][^/]*[.]class"))
                        .toList();
            }
            for (Path file : files) {
                String name = root.relativize(file).toString().replace('/', '.');
                Class.forName(name.substring(0, name.length() - ".class".length()), false, one.getClassLoader());
            }
        }
    }
}

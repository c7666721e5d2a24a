package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import staunch.http.codec.HttpParseException;
import staunch.http.codec.Status;

/** How long blocking handlers wait, and what wakes them. */
class BlockingWaitsTest extends BlockingHandlersCase {
    private static final long BODY_MILLIS = HttpServerOptions.DEFAULT.bodyTimeoutMillis();
    private static final long SEND_MILLIS = HttpServerOptions.DEFAULT.sendTimeoutMillis();
    private static final int LONG_BYTES = 4_000_000;
    private static final int UPLOAD_BYTES = 1_000_000;

    /** The ways of waiting, and a request that leads there. */
    enum Wait {
        READING(post(5) + "he") {
            @Override
            void begin(BlockingExchange exchange) throws Exception {
                exchange.body().readAllBytes();
            }
        },
        COLLECTING(post(5) + "he") {
            @Override
            void begin(BlockingExchange exchange) throws Exception {
                exchange.readAll(5);
            }
        },
        WRITING(GET) {
            @Override
            void begin(BlockingExchange exchange) throws Exception {
                exchange.stream(Status.OK, "a/b").write(new byte[LONG_BYTES]);
            }
        },
        FLUSHING(GET) {
            @Override
            void begin(BlockingExchange exchange) throws Exception {
                OutputStream out = exchange.stream(Status.OK, "a/b");
                while (true) {
                    out.write(0);
                    out.flush();
                }
            }
        };

        final String request;

        Wait(String request) {
            this.request = request;
        }

        abstract void begin(BlockingExchange exchange) throws Exception;
    }

    private RawPeer waiting(Wait wait) {
        world.serve(blocking(noting(wait::begin)));
        RawPeer client = world.dial();
        client.channel().pauseReads();
        client.send(wait.request);
        until(
                "the handler waits",
                () -> !threads.isEmpty()
                        && threads.get(0).getState() == Thread.State.WAITING
                        && (wait != Wait.WRITING && wait != Wait.FLUSHING
                                || !world.serverChannels().get(0).isWritable()));
        return client;
    }

    @ParameterizedTest
    @EnumSource(Wait.class)
    void shouldWakeWhoWaitsWhenTheClientGoes(Wait wait) {
        RawPeer client = waiting(wait);
        client.channel().abort();
        Throwable end = nextThrown();
        assertTrue(end instanceof LostConnectionException || end instanceof HttpParseException, end::toString);
        until("the handler has returned", () -> !threads.get(0).isAlive());
        assertTrue(world.heard.stream().noneMatch(line -> line.startsWith("threw")), world.heard::toString);
    }

    @ParameterizedTest
    @EnumSource(Wait.class)
    void shouldHonourAnInterrupt(Wait wait) {
        RawPeer client = waiting(wait);
        threads.get(0).interrupt();
        assertInstanceOf(InterruptedIOException.class, nextThrown());
        client.channel().resumeReads();
        until("that is told", () -> world.heard.stream().anyMatch(line -> line.startsWith("threw the thread was")));
    }

    @ParameterizedTest
    @EnumSource(Wait.class)
    void shouldHoldTheServersDeadlines(Wait wait) {
        RawPeer client = waiting(wait);
        boolean reads = wait == Wait.READING || wait == Wait.COLLECTING;
        world.pass(reads ? BODY_MILLIS - 1 : SEND_MILLIS - 1);
        assertTrue(thrown.isEmpty());
        world.pass(reads ? 1 : SEND_MILLIS + 1);
        assertEquals(
                reads ? HttpParseException.class : LostConnectionException.class,
                nextThrown().getClass());
        client.channel().resumeReads();
        if (reads) {
            untilAnswered(client, 1);
            assertEquals(List.of("408"), statuses(client));
            assertEquals(List.of("rejected 408"), world.heard);
        }
    }

    @Test
    void shouldWriteNoFasterThanThePeerTakes() {
        RawPeer client = waiting(Wait.WRITING);
        long pending = world.serverChannels().get(0).pendingOutputBytes();
        assertTrue(pending < 200_000, () -> pending + " bytes are pending");
        client.channel().resumeReads();
        until("the answer is whole", () -> client.received().endsWith("\r\n0\r\n\r\n"));
        assertEquals(List.of("GET /next 200 " + LONG_BYTES), world.heard);
    }

    @Test
    void shouldReadNoFasterThanTheHandlerTakes() {
        CountDownLatch go = new CountDownLatch(1);
        RawPeer client = ask(
                blocking(exchange -> {
                    int first = exchange.body().read();
                    assertTrue(go.await(60, TimeUnit.SECONDS));
                    exchange.respond(
                            Status.OK, "a/b", "" + (first + exchange.body().readAllBytes().length));
                }),
                post(UPLOAD_BYTES));
        client.send(new byte[UPLOAD_BYTES], 0, UPLOAD_BYTES);
        world.settle();
        long pending = client.channel().pendingOutputBytes();
        assertTrue(pending > UPLOAD_BYTES - 300_000, () -> "not taken by the server or the network: " + pending);
        go.countDown();
        untilAnswered(client, 1);
        assertTrue(client.received().endsWith("" + (UPLOAD_BYTES - 1)), client::received);
    }

    @Test
    void shouldFailAReaderOfABodyThatIsCutOff() {
        RawPeer client = waiting(Wait.READING);
        client.channel().resumeReads();
        client.channel().shutdownOutput();
        assertInstanceOf(HttpParseException.class, nextThrown());
        untilAnswered(client, 1);
        assertEquals(List.of("rejected 400"), world.heard);
    }

    @Test
    void shouldEndTheWaitsWhenTheServersReactorEnds() {
        waiting(Wait.WRITING);
        world.shutdownServers(1_000);
        world.pass(1_000);
        assertInstanceOf(LostConnectionException.class, nextThrown());
    }
}

package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.codec.Status;
import staunch.reactor.CloseCause;
import staunch.reactor.InputEnd;
import staunch.reactor.sim.FaultProfile;
import staunch.reactor.sim.Simulation;

/** Answers to peers that take them slowly, or not at all. */
class ServerSendingTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final long SEND_MILLIS = 60_000;

    @Test
    void shouldGiveUpAPeerThatTakesNothingOfItsAnswer() {
        try (World world = new World()) {
            byte[] page = new byte[5_000_000];
            world.serve(exchange -> exchange.respond(Status.OK, "a/b", page));
            RawPeer client = world.dial();
            client.channel().pauseReads();
            client.send(GET);
            world.pass(2 * SEND_MILLIS);
            assertTrue(world.heard.get(0).endsWith(" cut"), world.heard::toString);
            client.channel().resumeReads();
            world.settle();
            assertEquals(CloseCause.Kind.RESET, client.cause().orElseThrow().kind());
        }
    }

    @Test
    void shouldBearWithAPeerThatTakesItsAnswerSlowly() {
        try (World world = new World()) {
            byte[] page = new byte[1_000_000];
            world.serve(exchange -> exchange.respond(Status.OK, "a/b", page));
            RawPeer client = world.dial();
            client.send(GET);
            while (world.heard.isEmpty()) {
                client.channel().pauseReads();
                world.pass(SEND_MILLIS - 1);
                client.channel().resumeReads();
                world.settle();
            }
            assertEquals(List.of("GET / 200 1000000"), world.heard);
        }
    }

    @Test
    void shouldBearWithAPeerThatTakesAnAnswerWhichIsMostlyFramingSlowly() {
        try (World world = new World()) {
            List<BodyWriter> answers = new ArrayList<>();
            world.serve(exchange ->
                    exchange.respond(Response.streaming(Status.OK, "a/b", OptionalLong.empty(), answers::add)));
            RawPeer client = world.dial();
            client.send(GET);
            world.settle();
            for (int i = 0; i < 3; i++) {
                client.channel().pauseReads();
                while (answers.get(0).isWritable()) {
                    answers.get(0).write(ByteBuffer.wrap(new byte[] {'x'}));
                    if (world.serverChannels().get(0).pendingOutputBytes() > 10_000) {
                        world.settle();
                    }
                }
                world.pass(SEND_MILLIS - 1);
                client.channel().resumeReads();
                world.settle();
            }
            assertEquals(List.of(), world.heard);
            assertTrue(world.serverChannels().get(0).isOpen());
        }
    }

    /** A TLS 1.2 peer that ends its direction ends ours too, and the next request is still with the channel. */
    @Test
    void shouldGiveUpAnAnswerThatCannotBeSentAnyMore() {
        try (World world = new World(Transport.endsOfTls12())) {
            List<Exchange> exchanges = new ArrayList<>();
            world.serve(exchanges::add);
            RawPeer client = world.dial();
            client.send(GET + GET);
            client.channel().shutdownOutput();
            world.settle();
            exchanges.get(0).respond(Status.OK, "a/b", "too late");
            world.pass(2 * SEND_MILLIS);
            assertEquals(List.of("GET / 200 0 cut"), world.heard);
            assertFalse(world.serverChannels().get(0).isOpen());
            assertEquals(0, world.heldByServer());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {60_000, 1_000, 400})
    void shouldBearWithAPeerThatTakesAnswersSlowlyWhichAreAllWritten(long idleMillis) {
        byte[] page = new byte[30_000];
        HttpServerOptions options = HttpServerOptions.DEFAULT.withIdleAndSendTimeouts(idleMillis, SEND_MILLIS);
        try (World world =
                new World(new Simulation(1, FaultProfile.NONE.withWindows(10_000, 10_000)), Transport.PLAIN)) {
            world.serve(exchange -> exchange.respond(Status.OK, "a/b", page), options);
            RawPeer client = world.dial();
            client.channel().pauseReads();
            client.send(GET + GET);
            world.settle();
            assertEquals(2, world.heard.size(), "all is written");
            while (client.received().length() < 2 * page.length) {
                assertTrue(client.inputEnd().isEmpty());
                world.pass(idleMillis - 1);
                int before = client.received().length();
                client.channel().resumeReads();
                world.until(() -> client.received().length() > before);
                client.channel().pauseReads();
                world.settle();
            }
            client.channel().resumeReads();
            world.pass(3 * idleMillis);
            assertEquals(InputEnd.CLEAN, client.inputEnd().orElseThrow());
        }
    }

    @Test
    void shouldCloseAPeerThatTakesNothingOfAnswersWhichAreAllWritten() {
        byte[] page = new byte[30_000];
        try (World world =
                new World(new Simulation(1, FaultProfile.NONE.withWindows(10_000, 10_000)), Transport.PLAIN)) {
            world.serve(exchange -> exchange.respond(Status.OK, "a/b", page));
            RawPeer client = world.dial();
            client.channel().pauseReads();
            client.send(GET);
            world.pass(SEND_MILLIS + 40_000);
            assertFalse(world.serverChannels().get(0).isOpen());
        }
    }
}

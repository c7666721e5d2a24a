package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Server-sent events, byte by byte and over their whole life. */
class EventStreamTest {
    private static final String OLD_GET = "GET / HTTP/1.0\r\n\r\n";
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final long HEARTBEAT_MILLIS = EventStream.DEFAULT_HEARTBEAT_MILLIS;

    private final List<EventStream> streams = new ArrayList<>();
    private final List<Boolean> ended = new ArrayList<>();

    private void open(Exchange exchange) {
        EventStream stream = EventStream.open(exchange);
        stream.closed().thenAccept(ended::add);
        streams.add(stream);
    }

    private RawPeer subscribe(World world, String request) {
        world.serve(this::open);
        RawPeer client = world.dial();
        client.send(request);
        world.settle();
        return client;
    }

    private static String body(RawPeer client) {
        String text = client.received();
        return text.substring(text.indexOf("\r\n\r\n") + 4);
    }

    private static String bytes(ServerEvent event) {
        return new String(event.bytes(), StandardCharsets.UTF_8);
    }

    // ---- an event ----

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`one`, `data: one||`",
                "``, `data: ||`",
                "`a|b`, `data: a|data: b||`",
                "`a~|b`, `data: a|data: b||`",
                "`a~b`, `data: a|data: b||`",
                "`a~~b||`, `data: a|data: |data: b|data: |data: ||`",
                "` a`, `data:  a||`",
                "`data: x`, `data: data: x||`",
                "`žluť`, `data: žluť||`"
            })
    void shouldSplitItsDataIntoLines(String data, String wire) {
        String unmarked = data.replace('|', '\n').replace('~', '\r');
        assertEquals(wire.replace('|', '\n'), bytes(ServerEvent.of(unmarked)));
    }

    @Test
    void shouldSayNameIdAndRetry() {
        ServerEvent event = ServerEvent.of("x").withName("news").withId("7").withRetryMillis(1_500);
        assertEquals("event: news\nid: 7\nretry: 1500\ndata: x\n\n", bytes(event));
        assertEquals(new ServerEvent(Optional.of("news"), "x", Optional.of("7"), OptionalLong.of(1_500)), event);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "a\nb", "a\r", "\u0000"})
    void shouldRefuseWhatWouldBreakOutOfALine(String text) {
        assertThrows(IllegalArgumentException.class, () -> ServerEvent.of("x").withName(text));
        assertThrows(IllegalArgumentException.class, () -> ServerEvent.of("x").withId(text));
    }

    @Test
    void shouldRefuseANegativeRetry() {
        assertThrows(IllegalArgumentException.class, () -> ServerEvent.of("x").withRetryMillis(-1));
    }

    // ---- a stream ----

    @ParameterizedTest
    @EnumSource(Transport.class)
    void shouldSendEventsFromAnyThreadAsTheyCome(Transport transport) throws InterruptedException {
        try (World world = new World(transport)) {
            RawPeer client = subscribe(world, OLD_GET);
            String head = client.received();
            assertTrue(head.contains("\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"), head);
            assertEquals("", body(client));
            Thread other = new Thread(() -> assertTrue(streams.get(0).send(ServerEvent.of("1"))));
            other.start();
            other.join();
            world.settle();
            assertEquals("data: 1\n\n", body(client));
            streams.get(0).send(ServerEvent.of("2"));
            streams.get(0).close();
            assertFalse(streams.get(0).send(ServerEvent.of("3")));
            world.settle();
            assertEquals("data: 1\n\ndata: 2\n\n", body(client));
            assertTrue(client.inputEnd().isPresent());
            assertEquals(List.of(true), ended);
        }
    }

    @Test
    void shouldServeTheNextRequestBehindAStreamThatWasClosed() {
        try (World world = new World()) {
            RawPeer client = subscribe(world, GET + GET);
            streams.get(0).close();
            world.settle();
            assertEquals(2, streams.size());
            assertTrue(client.inputEnd().isEmpty());
            assertEquals(List.of("GET / 200 0"), world.heard);
        }
    }

    @Test
    void shouldSendWhatWasSentBeforeTheHeadWas() {
        try (World world = new World()) {
            world.serve(exchange -> {
                EventStream stream = EventStream.open(exchange);
                stream.send(ServerEvent.of("early"));
                stream.close();
            });
            RawPeer client = world.dial();
            client.send(OLD_GET);
            world.settle();
            assertEquals("data: early\n\n", body(client));
        }
    }

    @Test
    void shouldBeatWhenNothingIsSentAndOnlyThen() {
        try (World world = new World()) {
            RawPeer client = subscribe(world, OLD_GET);
            world.pass(HEARTBEAT_MILLIS - 1);
            assertEquals("", body(client));
            world.pass(1);
            assertEquals(":\n\n", body(client));
            world.pass(HEARTBEAT_MILLIS - 1);
            world.settle(); // a turn, which tells the loop the time
            streams.get(0).send(ServerEvent.of("x"));
            world.pass(HEARTBEAT_MILLIS - 1);
            assertEquals(":\n\ndata: x\n\n", body(client));
            world.pass(1);
            assertEquals(":\n\ndata: x\n\n:\n\n", body(client));
        }
    }

    @Test
    void shouldEndWhenTheClientGoes() {
        try (World world = new World()) {
            RawPeer client = subscribe(world, GET);
            client.channel().abort();
            world.pass(HEARTBEAT_MILLIS);
            assertEquals(List.of(false), ended);
            assertFalse(streams.get(0).send(ServerEvent.of("x")));
            world.pass(10 * HEARTBEAT_MILLIS);
            assertEquals(0, world.heldByServer());
        }
    }

    @Test
    void shouldEndAtOnceWhenThereIsNoBodyInTheAnswer() {
        try (World world = new World()) {
            RawPeer client = subscribe(world, GET.replace("GET", "HEAD") + GET);
            assertEquals(List.of(true), ended);
            assertFalse(streams.get(0).send(ServerEvent.of("x")));
            assertEquals(2, streams.size());
            assertTrue(client.received().startsWith("HTTP/1.1 200 OK"));
        }
    }

    @Test
    void shouldEndTheStreamInOrderWhenMoreIsPendingThanMayBe() {
        try (World world = new World()) {
            RawPeer client = subscribe(world, OLD_GET);
            client.channel().pauseReads();
            ServerEvent event = ServerEvent.of("x".repeat(1_000));
            int sent = 0;
            while (streams.get(0).send(event)) {
                sent++;
                world.settle();
            }
            int bytes = sent * event.bytes().length;
            assertTrue(bytes < 700_000, () -> bytes + " bytes are pending");
            client.channel().resumeReads();
            world.settle();
            assertEquals(List.of(false), ended);
            String text = body(client);
            assertTrue(text.length() <= bytes - EventStream.DEFAULT_MAX_PENDING_BYTES + 2 * event.bytes().length);
            assertTrue(text.replace(bytes(event), "").length() < event.bytes().length, "whole events, and part of one");
            assertTrue(client.inputEnd().isPresent());
        }
    }

    @Test
    void shouldGiveUpAClientThatTakesNothing() {
        try (World world = new World()) {
            RawPeer client = subscribe(world, GET);
            client.channel().pauseReads();
            for (int i = 0; i < 200; i++) {
                streams.get(0).send(ServerEvent.of("x".repeat(1_000)));
                world.settle();
            }
            world.pass(2 * HttpServerOptions.DEFAULT.sendTimeoutMillis());
            assertEquals(List.of(false), ended);
        }
    }

    @Test
    void shouldRefuseBoundsThatAreNotPositive() {
        try (World world = new World()) {
            List<Exchange> exchanges = new ArrayList<>();
            world.serve(exchanges::add);
            world.dial().send(GET);
            world.settle();
            Exchange exchange = exchanges.get(0);
            assertThrows(IllegalArgumentException.class, () -> EventStream.open(exchange, 0, 1));
            assertThrows(IllegalArgumentException.class, () -> EventStream.open(exchange, 1, 0));
            EventStream stream = EventStream.open(exchange, 1, 1);
            assertThrows(IllegalStateException.class, () -> EventStream.open(exchange));
            assertFalse(stream.send(ServerEvent.of("more than one byte")));
        }
    }

    @Test
    void shouldTellWhatAClientThatReconnectsHasSeen() {
        try (World world = new World()) {
            List<Optional<String>> seen = new ArrayList<>();
            world.serve(exchange -> {
                seen.add(EventStream.lastEventId(exchange.request()));
                EventStream.open(exchange).close();
            });
            RawPeer client = world.dial();
            String utf8 = new String("ž".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            client.send(GET + GET.replace("\r\n\r\n", "\r\nLast-Event-ID: " + utf8 + "7\r\n\r\n"));
            world.settle();
            assertEquals(List.of(Optional.empty(), Optional.of("ž7")), seen);
        }
    }
}

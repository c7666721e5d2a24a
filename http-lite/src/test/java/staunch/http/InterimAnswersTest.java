package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import staunch.http.codec.Fields;
import staunch.http.codec.Status;

/** Answers before the answer. */
class InterimAnswersTest extends ServerBodiesCase {
    private static final Fields HINTS = Fields.of("Link", "</style.css>; rel=preload");
    private static final String EARLY = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n";

    private static void hintAndAnswer(Exchange exchange) {
        exchange.inform(Status.EARLY_HINTS, HINTS);
        ok(exchange);
    }

    @Test
    void shouldSendAHintBeforeTheAnswer() {
        RawPeer client = ask(this::keepOrAnswerNext, post(0) + GET);
        exchanges.get(0).inform(Status.EARLY_HINTS, HINTS);
        world.settle();
        assertEquals(EARLY, client.take());
        exchanges.get(0).inform(Status.of(102), Fields.empty());
        ok(exchanges.get(0));
        world.settle();
        assertTrue(client.received().startsWith("HTTP/1.1 102 \r\n\r\nHTTP/1.1 200 OK\r\n"), client::received);
        assertEquals(List.of("102", "200", "200"), statuses(client));
    }

    @Test
    void shouldNeverSendOneToHttp10() {
        RawPeer client = ask(InterimAnswersTest::hintAndAnswer, "GET / HTTP/1.0\r\n\r\n");
        assertEquals(List.of("200"), statuses(client));
    }

    @Test
    void shouldSendNoneBehindTheAnswer() {
        RawPeer client = ask(
                exchange -> {
                    ok(exchange);
                    exchange.inform(Status.EARLY_HINTS, HINTS);
                },
                GET + GET);
        assertEquals(List.of("200", "200"), statuses(client));
    }

    @Test
    void shouldSendNoneThatIsLongerThanAHeadMayBe() {
        RawPeer client = ask(
                exchange -> {
                    exchange.inform(Status.EARLY_HINTS, Fields.of("X", "v".repeat(OutgoingBody.SCRATCH_BYTES)));
                    hintAndAnswer(exchange);
                },
                GET);
        assertEquals(List.of("103", "200"), statuses(client));
    }

    @Test
    void shouldSendNoneToAPeerThatTakesNothing() {
        RawPeer client = ask(this::keepOrAnswerNext, post(0));
        client.channel().pauseReads();
        for (int i = 0; i < 100_000; i++) {
            exchanges.get(0).inform(Status.EARLY_HINTS, HINTS);
        }
        world.settle();
        assertTrue(world.serverChannels().get(0).isOpen());
        client.channel().resumeReads();
        ok(exchanges.get(0));
        world.settle();
        assertTrue(client.received().endsWith("\r\n\r\nok"));
    }

    @Test
    void shouldRefuseWhatIsNoInterimAnswer() {
        ask(this::keepOrAnswerNext, post(0));
        Exchange exchange = exchanges.get(0);
        for (Status status : List.of(Status.CONTINUE, Status.SWITCHING_PROTOCOLS, Status.OK)) {
            assertThrows(IllegalArgumentException.class, () -> exchange.inform(status, HINTS));
        }
        for (String framing : List.of("Content-Length", "Transfer-Encoding")) {
            Fields fields = Fields.of(framing, "1");
            assertThrows(IllegalArgumentException.class, () -> exchange.inform(Status.EARLY_HINTS, fields));
        }
    }
}

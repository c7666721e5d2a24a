package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.Pattern;
import staunch.http.RawPeer;
import staunch.http.codec.Status;
import staunch.http.coding.BodyTransform;
import staunch.http.coding.ContentCodings;
import staunch.http.coding.Streaming;
import staunch.reactor.Layer;

/** Bodies in every coding and framing, with an edit and without; on a simulated network. Row 13 of proxy.md. */
class ProxyBodiesTest {
    private static final int BYTES = 50_000;

    private enum Edit {
        NONE,
        OF_NOTHING,
        SHIFT
    }

    private enum Framing {
        LENGTH,
        CHUNKED,
        CLOSE
    }

    private static ProxyInSimulation world(Edit edit) {
        Interceptor interceptor = new Interceptor() {
            @Override
            public RequestVerdict onRequest(Flow flow, ProxiedRequest request) {
                return edit == Edit.NONE ? request : request.editing(edit());
            }

            @Override
            public ResponseVerdict onResponse(Flow flow, ProxiedResponse response) {
                return edit == Edit.NONE ? response : response.editing(edit());
            }

            private BodyEdit edit() {
                return edit == Edit.SHIFT ? Shift.by(1) : notes -> BodyTransform.identity();
            }
        };
        return new ProxyInSimulation(options -> options.withInterceptor(interceptor));
    }

    private static String request(String method, int port, String fields) {
        return method + " http://origin.test:" + port + "/ HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
    }

    private static byte[] framed(Framing framing, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (framing) {
            case LENGTH -> out.writeBytes(ascii("Content-Length: " + body.length + "\r\n\r\n"));
            case CHUNKED -> out.writeBytes(ascii("Transfer-Encoding: chunked\r\n\r\n"));
            case CLOSE -> out.writeBytes(ascii("\r\n"));
        }
        if (framing != Framing.CHUNKED) {
            out.writeBytes(body);
            return out.toByteArray();
        }
        for (int at = 0; at < body.length; at += 7_777) {
            int count = Math.min(7_777, body.length - at);
            out.writeBytes(ascii(Integer.toHexString(count) + "\r\n"));
            out.write(body, at, count);
            out.writeBytes(ascii("\r\n"));
        }
        out.writeBytes(ascii("0\r\n\r\n"));
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String head(String message) {
        return message.substring(0, message.indexOf("\r\n\r\n") + 2);
    }

    private static String content(String message) {
        String body = message.substring(message.indexOf("\r\n\r\n") + 4);
        if (!head(message).contains("Transfer-Encoding: chunked\r\n")) {
            return body;
        }
        StringBuilder content = new StringBuilder();
        int at = 0;
        while (true) {
            int line = body.indexOf("\r\n", at);
            int count = Integer.parseInt(body.substring(at, line), 16);
            if (count == 0) {
                assertEquals("\r\n", body.substring(line + 2));
                return content.toString();
            }
            content.append(body, line + 2, line + 2 + count);
            at = line + 2 + count + 2;
        }
    }

    private static boolean isWhole(String message) {
        int end = message.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        if (message.contains("Transfer-Encoding: chunked\r\n")) {
            return message.endsWith("\r\n0\r\n\r\n");
        }
        int length = message.indexOf("Content-Length: ");
        return length < 0
                || message.length() - end - 4
                        >= Integer.parseInt(message.substring(length + 16, message.indexOf("\r\n", length)));
    }

    private static Stream<Arguments> bodies() {
        return Stream.of("", "gzip", "deflate", "br", "zstd", "deflate, gzip")
                .flatMap(coding -> Stream.of(Framing.values())
                        .flatMap(framing -> Stream.of(Edit.values()).map(edit -> Arguments.of(coding, framing, edit))));
    }

    private static byte[] coded(String coding, byte[] plain) throws IOException {
        return Streaming.all(codings(coding).newEncoder(), plain);
    }

    private static ContentCodings codings(String coding) throws IOException {
        return ContentCodings.parse(coding.isEmpty() ? List.of() : List.of(coding.split(", ")));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void shouldPassResponsesExactlyOrAsTheyWereEdited(String coding, Framing framing, Edit edit) throws IOException {
        byte[] plain = Pattern.bytes(BYTES);
        byte[] body = coded(coding, plain);
        String contentEncoding = coding.isEmpty() ? "" : "Content-Encoding: " + coding + "\r\n";
        try (ProxyInSimulation world = world(edit)) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send(request("GET", port, ""));
            RawPeer origin = world.origin(0);
            world.hear(origin, "\r\n\r\n");
            byte[] answer = framed(framing, body);
            origin.send("HTTP/1.1 200 OK\r\n" + contentEncoding);
            origin.send(answer, 0, answer.length);
            if (framing == Framing.CLOSE) {
                origin.channel().shutdownOutput();
            }
            world.until(() -> isWhole(client.received()));
            String heard = client.received();
            boolean keepsLength = framing == Framing.LENGTH && edit != Edit.SHIFT;
            assertEquals(keepsLength, head(heard).contains("Content-Length: " + body.length + "\r\n"), head(heard));
            assertTrue(head(heard).contains(contentEncoding), head(heard));
            byte[] content = ascii(content(heard));
            if (edit == Edit.SHIFT) {
                assertArrayEquals(
                        Shift.shifted(plain, 1), Streaming.all(codings(coding).newDecoder(), content));
            } else {
                assertArrayEquals(body, content);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void shouldPassRequestsExactlyOrAsTheyWereEdited(String coding, Framing framing, Edit edit) throws IOException {
        if (framing == Framing.CLOSE) {
            return; // no framing of a request
        }
        byte[] plain = Pattern.bytes(BYTES);
        byte[] body = coded(coding, plain);
        try (ProxyInSimulation world = world(edit)) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            String fields = coding.isEmpty() ? "" : "Content-Encoding: " + coding + "\r\n";
            String head = request("POST", port, fields);
            client.send(head.substring(0, head.length() - 2));
            byte[] framed = framed(framing, body);
            client.send(framed, 0, framed.length);
            RawPeer origin = world.origin(0);
            world.until(() -> isWhole(origin.received()));
            String heard = origin.received();
            boolean keepsLength = framing == Framing.LENGTH && edit != Edit.SHIFT;
            assertEquals(keepsLength, head(heard).contains("Content-Length: " + body.length + "\r\n"), head(heard));
            byte[] content = ascii(content(heard));
            byte[] expected = edit == Edit.SHIFT ? Shift.shifted(plain, 1) : body;
            assertArrayEquals(
                    expected, edit == Edit.SHIFT ? Streaming.all(codings(coding).newDecoder(), content) : content);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD,200 OK,Content-Length: 7,NONE,true",
        "HEAD,200 OK,Content-Length: 7,OF_NOTHING,true",
        "HEAD,200 OK,Content-Length: 7,SHIFT,false",
        "HEAD,200 OK,Transfer-Encoding: chunked,NONE,true",
        "GET,304 Not Modified,ETag: a,NONE,true",
        "GET,304 Not Modified,ETag: a,SHIFT,true",
        "GET,304 Not Modified,Content-Length: 7,NONE,false",
        "GET,204 No Content,X: y,NONE,true",
        "GET,204 No Content,X: y,SHIFT,true",
        "GET,200 OK,Content-Length: 0,NONE,true",
        "GET,200 OK,Content-Length: 0,OF_NOTHING,true",
    })
    void shouldPassAnswersWithoutABody(String method, String status, String field, Edit edit, boolean kept) {
        try (ProxyInSimulation world = world(edit)) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            for (int i = 0; i < 2; i++) {
                client.send(request(method, port, ""));
                RawPeer origin = world.origin(0);
                world.hear(origin, "\r\n\r\n");
                origin.take();
                origin.send("HTTP/1.1 " + status + "\r\n" + field + "\r\n\r\n");
                String heard = world.hear(client, "\r\n\r\n");
                assertTrue(heard.startsWith("HTTP/1.1 " + status + "\r\n") && heard.endsWith("\r\n\r\n"), heard);
                assertEquals(kept, heard.contains(field + "\r\n"), heard);
                assertEquals(field.startsWith("Content-Length") && kept, heard.contains("Content-Length"), heard);
                client.take();
            }
            assertEquals(1, world.origins.size());
            world.settle();
            assertTrue(world.flows.stream().allMatch(Flow::isWhole));
        }
    }

    @Test
    void shouldLeaveAPartOfABodyAsItIs() {
        try (ProxyInSimulation world = world(Edit.SHIFT)) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send(request("GET", port, "Range: bytes=2-3\r\n"));
            assertTrue(world.hear(world.origin(0), "\r\n\r\n").contains("Range: bytes=2-3\r\n"));
            world.origin(0)
                    .send("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 2-3/9\r\nContent-Length: 2\r\n\r\ncd");
            assertTrue(world.hear(client, "cd").contains("Content-Length: 2\r\n"), client::received);
            world.settle();
            assertTrue(world.flows.get(0).notes().get(0).contains("response body not changed"));
        }
    }

    @Test
    void shouldSayWhatCannotBeEditedAndPassIt() {
        try (ProxyInSimulation world = world(Edit.SHIFT)) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send(request("GET", port, ""));
            world.hear(world.origin(0), "\r\n\r\n");
            world.origin(0).send("HTTP/1.1 200 OK\r\nContent-Encoding: rot13\r\nContent-Length: 2\r\n\r\nab");
            assertTrue(world.hear(client, "ab").contains("Content-Length: 2\r\n"), client::received);
            world.settle();
            assertTrue(world.flows.get(0).notes().get(0).contains("rot13"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldPassTrailersAndInterimAnswers(boolean edited) {
        try (ProxyInSimulation world = world(edited ? Edit.SHIFT : Edit.NONE)) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send(request("POST", port, "Transfer-Encoding: chunked\r\n") + "1\r\na\r\n0\r\nX-Sum: 1\r\n\r\n");
            RawPeer origin = world.origin(0);
            assertTrue(world.hear(origin, "X-Sum: 1\r\n\r\n").endsWith("0\r\nX-Sum: 1\r\n\r\n"), origin::received);
            origin.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nConnection: x\r\n\r\n");
            assertTrue(world.hear(client, "</a>\r\n\r\n").startsWith("HTTP/1.1 103 "), client::received);
            assertFalse(client.take().contains("Connection"));
            origin.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Sum: 2\r\n\r\n");
            assertTrue(world.hear(client, "X-Sum: 2\r\n\r\n").endsWith("0\r\nX-Sum: 2\r\n\r\n"), client::received);
            world.settle();
            assertEquals(
                    "2", world.flows.get(0).responseTrailers().first("X-Sum").orElseThrow());
        }
    }

    /** Row 11 of proxy.md: what has come goes on at once, coded or not. */
    @ParameterizedTest
    @CsvSource({"NONE,''", "SHIFT,''", "SHIFT,gzip", "SHIFT,deflate", "SHIFT,br", "SHIFT,zstd"})
    void shouldPassEachEventAtOnce(Edit edit, String coding) throws IOException {
        try (ProxyInSimulation world = world(edit);
                BodyTransform encoder = codings(coding).newEncoder();
                BodyTransform decoder = codings(coding).newDecoder()) {
            Streaming coder = new Streaming(encoder);
            Streaming reader = new Streaming(decoder);
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send(request("GET", port, ""));
            RawPeer origin = world.origin(0);
            world.hear(origin, "\r\n\r\n");
            origin.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
                    + (coding.isEmpty() ? "" : "Content-Encoding: " + coding + "\r\n") + "\r\n");
            world.settle();
            assertTrue(client.take().startsWith("HTTP/1.1 200 "));
            for (int i = 0; i < 3; i++) {
                byte[] event = ascii("data: " + i + "\n\n");
                byte[] coded = coder.flushed(event);
                origin.send(Integer.toHexString(coded.length) + "\r\n");
                origin.send(coded, 0, coded.length);
                origin.send("\r\n");
                world.settle();
                String chunks = client.take();
                byte[] content = ascii(content("Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n"));
                assertArrayEquals(edit == Edit.SHIFT ? Shift.shifted(event, 1) : event, reader.flushed(content));
            }
        }
    }

    /** More comes out of a piece than fits at once, and nothing follows it for now. */
    @Test
    void shouldPutOutAllThatASmallPieceHolds() throws IOException {
        byte[] zeros = new byte[3_000_000];
        try (ProxyInSimulation world = world(Edit.SHIFT);
                BodyTransform encoder = codings("gzip").newEncoder()) {
            byte[] coded = new Streaming(encoder).flushed(zeros);
            assertTrue(coded.length < 10_000);
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send(request("GET", port, ""));
            RawPeer origin = world.origin(0);
            world.hear(origin, "\r\n\r\n");
            origin.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + Integer.toHexString(coded.length) + "\r\n");
            origin.send(coded, 0, coded.length);
            world.settle();
            String heard = client.received();
            byte[] content = ascii(content(heard + "0\r\n\r\n"));
            try (BodyTransform decoder = codings("gzip").newDecoder()) {
                byte[] plain = new Streaming(decoder).flushed(content);
                assertEquals(zeros.length, plain.length);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLetTheServerDecideOnABodyThatWaits(boolean wanted) {
        try (ProxyInSimulation world = world(Edit.NONE)) {
            int port = world.listen(Layer.NONE);
            RawPeer client = world.dial();
            client.send(request("POST", port, "Expect: 100-continue\r\nContent-Length: 3\r\n"));
            RawPeer origin = world.origin(0);
            assertTrue(world.hear(origin, "\r\n\r\n").contains("Expect: 100-continue\r\n"), origin::received);
            assertEquals("", client.received());
            if (wanted) {
                origin.send("HTTP/1.1 100 Continue\r\n\r\n");
                assertEquals("HTTP/1.1 100 Continue\r\n\r\n", world.hear(client, "\r\n\r\n"));
                client.send("abc");
                assertTrue(world.hear(origin, "abc").endsWith("\r\n\r\nabc"), origin::received);
                client.take();
                origin.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                assertTrue(world.hear(client, "\r\n\r\n").startsWith("HTTP/1.1 200 "), client::received);
            } else {
                origin.send("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n");
                assertTrue(world.hear(client, "\r\n\r\n").startsWith("HTTP/1.1 417 "), client::received);
                assertFalse(client.received().contains("100 Continue"));
            }
        }
    }

    @Test
    void shouldAnswerPipelinedRequestsInTheirOrder() {
        try (ProxyInSimulation world = world(Edit.NONE)) {
            int port = world.serve(
                    Layer.NONE,
                    exchange -> exchange.respond(
                            Status.OK,
                            "text/plain",
                            exchange.request().fields().first("X").orElse("")));
            RawPeer client = world.dial();
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                all.append(request("GET", port, "X: <" + i + ">\r\n"));
            }
            client.send(all.toString());
            String heard = world.hear(client, "<19>");
            int at = 0;
            for (int i = 0; i < 20; i++) {
                at = heard.indexOf("<" + i + ">", at);
                assertTrue(at > 0, heard);
            }
        }
    }
}

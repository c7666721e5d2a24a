package staunch.http.codec;

import java.util.List;
import java.util.stream.Stream;

/**
 * The rows of the project's HTTP/1.1 requirements that a codec alone can meet, by their numbers. Each is a table line of
 * octets and what must come of them, so that the same table can be replayed in one piece, byte by byte, and through
 * anything that carries bytes. Text is ISO-8859-1.
 */
public final class HttpRows {
    /** What stands behind a rejected request, and must never be run. */
    public static final String BEHIND = "GET /behind HTTP/1.1\r\nHost: h\r\n\r\n";

    /** The limits that the rows assume. */
    public static final HttpLimits LIMITS = HttpLimits.forRequests();

    private static final String GET = "GET / HTTP/1.1\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: h\r\n";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";
    private static final int ACCEPTED = 0;

    private HttpRows() {}

    /**
     * One row.
     *
     * @param number in the list of requirements; a letter tells cases of one row apart
     * @param input the octets
     * @param status that refuses it, or 0 if it is accepted
     * @param body of the accepted message
     */
    public record Row(String number, String input, int status, String body) {
        /** Whether the codec accepts it. */
        public boolean isAccepted() {
            return status == ACCEPTED;
        }

        @Override
        public String toString() {
            String shown = input.length() <= 60 ? input : input.substring(0, 60) + "...";
            return number + " " + shown.replace("\r", "\\r").replace("\n", "\\n");
        }
    }

    /**
     * One row of a response.
     *
     * @param method of the request that it answers
     * @param input the octets, to the end of the connection
     * @param expected statuses and bodies as {@code 200 NONE}, {@code 200 LENGTH abc}, {@code REJECTED}, and how the
     *     connection ended
     */
    public record ResponseRow(String number, Method method, String input, List<String> expected) {
        @Override
        public String toString() {
            return number + " " + method + " " + input.replace("\r", "\\r").replace("\n", "\\n");
        }
    }

    /** All rows about requests. */
    public static List<Row> requests() {
        return Stream.of(requestLine(), fields(), contentLength(), transferEncoding(), chunks(), semantics())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Row> requestLine() {
        return List.of(
                accept("1", get("GET / HTTP/1.1")),
                accept("2", "\r\n" + get("GET / HTTP/1.1")),
                reject("2b", 400, "\r\n\r\n" + get("GET / HTTP/1.1")),
                reject("2c", 400, "\n" + get("GET / HTTP/1.1")),
                reject("2d", 400, "\rGET / HTTP/1.1\r\nHost: h\r\n\r\n"),
                reject("3a", 400, get("GET  / HTTP/1.1")),
                reject("3b", 400, get("GET /  HTTP/1.1")),
                reject("3c", 400, get(" GET / HTTP/1.1")),
                reject("3d", 400, get("GET / HTTP/1.1 ")),
                reject("4a", 400, get("GET\t/ HTTP/1.1")),
                reject("4b", 400, get("GET /\tHTTP/1.1")),
                reject("5", 400, get("GET HTTP/1.1")),
                reject("6", 400, get("GET / ")),
                reject("7", 400, "GET /\r\n"),
                reject("8", 400, get("GET / http/1.1")),
                reject("9", 400, get("GET / HTTP/1.01")),
                reject("10", 400, get("GET / HTTP/1")),
                reject("11a", 505, get("GET / HTTP/9.9")),
                reject("11b", 505, get("GET / HTTP/0.9")),
                accept("12", get("GET / HTTP/1.2")),
                reject("13", 400, get("GET /a b HTTP/1.1")),
                reject("14", 400, get("GET /a#f HTTP/1.1")),
                reject("15a", 400, get("GET /\0 HTTP/1.1")),
                reject("15b", 400, get("GET /\u0001 HTTP/1.1")),
                reject("15c", 400, get("GET /\u007f HTTP/1.1")),
                reject("15d", 400, get("GET /\u0080 HTTP/1.1")),
                reject("15e", 400, get("GET /\u00e9 HTTP/1.1")),
                accept("16", get("GET /" + "a".repeat(7_899) + " HTTP/1.1")),
                reject("17", 414, get("GET /" + "a".repeat(100_000) + " HTTP/1.1")),
                reject("18", 400, get("G".repeat(100_000) + " / HTTP/1.1")),
                reject("19a", 400, "GET / HTTP/1.1\rHost: h\r\n\r\n"),
                reject("19b", 400, "GET / HTTP/1.1\r\nHost: h\r\r\n\r\n"),
                reject("20a", 400, "GET / HTTP/1.1\nHost: h\r\n\r\n"),
                reject("20b", 400, "GET / HTTP/1.1\r\nHost: h\n\r\n"),
                reject("20c", 400, "GET / HTTP/1.1\r\nHost: h\r\n\n"),
                reject("21", 400, get("GET * HTTP/1.1")),
                reject("21b", 400, get("GET a HTTP/1.1")),
                accept("22", get("OPTIONS * HTTP/1.1")),
                accept("23a", get("CONNECT h:443 HTTP/1.1")),
                reject("23b", 400, get("CONNECT / HTTP/1.1")),
                accept("24", get("BREW / HTTP/1.1")),
                reject("24b", 400, get("B(REW / HTTP/1.1")),
                reject("25", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    }

    private static List<Row> fields() {
        return List.of(
                reject("26", 400, GET + "\r\n"),
                accept("27", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
                reject("28a", 400, GET + "Host: h\r\nHost: h\r\n\r\n"),
                reject("28b", 400, GET + "Host: h\r\nhost: i\r\n\r\n"),
                reject("29a", 400, GET + "Host: a,b\r\n\r\n"),
                reject("29b", 400, GET + "Host: u@h\r\n\r\n"),
                reject("29c", 400, GET + "Host: h/p\r\n\r\n"),
                reject("29d", 400, GET + "Host: h:99999\r\n\r\n"),
                reject("29e", 400, GET + "Host: h:8x\r\n\r\n"),
                reject("29f", 400, GET + "Host: [::1\r\n\r\n"),
                reject("29g", 400, GET + "Host: :80\r\n\r\n"),
                accept("29h", GET + "Host: h:65535\r\n\r\n"),
                accept("29i", GET + "Host: [::1]:80\r\n\r\n"),
                reject("30a", 400, GET + "Host:\r\n\r\n"),
                reject("30b", 400, GET + "Host: \t \r\n\r\n"),
                accept("31a", "GET http://i/p HTTP/1.1\r\nHost: h\r\n\r\n"),
                reject("31b", 400, "GET http://u@i/p HTTP/1.1\r\nHost: h\r\n\r\n"),
                reject("31c", 400, "GET http:///p HTTP/1.1\r\nHost: h\r\n\r\n"),
                reject("31d", 400, "GET ftp://h/p HTTP/1.1\r\nHost: h\r\n\r\n"),
                reject("32a", 400, field("Name : v")),
                reject("32b", 400, field("Name\t: v")),
                reject("33a", 400, field("A: b\r\n c")),
                reject("33b", 400, field("A: b\r\n\tc")),
                reject("34", 400, GET + " Host: h\r\n\r\n"),
                reject("35", 400, field("NoColon")),
                reject("36", 400, field(": v")),
                reject("37", 400, field("Bad[: v")),
                reject("38a", 400, field("A: b\0c")),
                reject("38b", 400, field("A: b\rc")),
                reject("38c", 400, field("A: b\u0001c")),
                reject("38d", 400, field("A: b\u007fc")),
                accept("38e", field("A: b\tc \u00e9")),
                reject("39a", 431, field("A: " + "b".repeat(20_000))),
                reject("39b", 431, field("A".repeat(20_000) + ": b")),
                reject("40", 431, field("A: b\r\n".repeat(100) + "C: d")),
                reject("41", 431, field(("A: " + "b".repeat(2_000) + "\r\n").repeat(20) + "C: d")),
                reject("42", 400, field("N\u00e4me: v")));
    }

    private static List<Row> contentLength() {
        return List.of(
                accept("43", length("5") + "hello", "hello"),
                accept("43b", length("0")),
                reject("43c", 400, length("+5") + "hello"),
                reject("43d", 400, length("-1") + "hello"),
                reject("43e", 400, length("-0")),
                reject("43f", 400, length("0x5") + "hello"),
                reject("43g", 400, length("1_0") + "hellohello"),
                reject("43h", 400, length("5 5") + "hello"),
                reject("43i", 400, length("") + "hello"),
                reject("43j", 400, length("abc") + "hello"),
                reject("44a", 400, length("9223372036854775808")),
                reject("44b", 400, length("99999999999999999999999")),
                reject("45a", 400, length("5,5") + "hello"),
                reject("45b", 400, length("5\r\nContent-Length: 5") + "hello"),
                reject("46a", 400, length("5,6") + "hello"),
                reject("46b", 400, length("5\r\nContent-Length: 6") + "hello"),
                reject("47", 400, length("005") + "hello"),
                reject("48a", 413, length("16777217")),
                reject("48b", 413, length("9223372036854775807")));
    }

    private static List<Row> transferEncoding() {
        String chunks = "5\r\nhello\r\n0\r\n\r\n";
        return List.of(
                reject("50a", 400, coded("chunked\r\nContent-Length: 5") + chunks),
                reject("50b", 400, POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks),
                reject("51", 400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks),
                reject("52", 400, coded("gzip") + chunks),
                reject("53", 400, coded("chunked, gzip") + chunks),
                reject("54", 501, coded("gzip, chunked") + chunks),
                reject("55a", 400, coded("chunked, chunked") + chunks),
                reject("55b", 400, coded("chunked\r\nTransfer-Encoding: chunked") + chunks),
                reject("56a", 400, coded("xchunked") + chunks),
                reject("56b", 400, coded("identity") + chunks),
                reject("56c", 400, coded("") + chunks),
                reject("56d", 400, coded(",chunked") + chunks),
                reject("56e", 400, coded("chunked;a=b") + chunks),
                reject("56f", 400, coded("chunked,") + chunks),
                reject("57a", 400, coded("\u000bchunked") + chunks),
                reject("57b", 400, coded("chunked\u000c") + chunks),
                reject("57c", 400, coded("\0chunked") + chunks),
                accept("58", coded("CHUNKED") + chunks, "hello"),
                accept("59", POST + "Transfer_Encoding: chunked\r\nContent-Length: 2\r\n\r\nhi", "hi"));
    }

    private static List<Row> chunks() {
        String end = "0\r\n\r\n";
        return List.of(
                accept("60a", CHUNKED + "5\r\nhello\r\n" + end, "hello"),
                accept("60b", CHUNKED + "5;x=y\r\nhello\r\n" + end, "hello"),
                accept("60c", CHUNKED + "A\r\nhellohello\r\n" + end, "hellohello"),
                accept("60d", CHUNKED + "a\r\nhellohello\r\n" + end, "hellohello"),
                accept("60e", CHUNKED + "1\r\nh\r\n".repeat(50) + end, "h".repeat(50)),
                accept("60f", CHUNKED + "5\r\nhello\r\n0\r\nA: b\r\nC: d\r\n\r\n", "hello"),
                accept("60g", CHUNKED + "5;a;b=c;d=\"e; \\\"\"\r\nhello\r\n" + end, "hello"),
                accept("60h", CHUNKED + "0005\r\nhello\r\n00\r\n\r\n", "hello"),
                reject("61a", 400, CHUNKED + "0x5\r\nhello\r\n" + end),
                reject("61b", 400, CHUNKED + "-5\r\nhello\r\n" + end),
                reject("61c", 400, CHUNKED + "+5\r\nhello\r\n" + end),
                reject("61d", 400, CHUNKED + "5_\r\nhello\r\n" + end),
                reject("61e", 400, CHUNKED + " 5\r\nhello\r\n" + end),
                reject("61f", 400, CHUNKED + "5 \r\nhello\r\n" + end),
                reject("61g", 400, CHUNKED + ";\r\nhello\r\n" + end),
                reject("61h", 400, CHUNKED + "5;\r\nhello\r\n" + end),
                reject("61i", 400, CHUNKED + "\r\nhello\r\n" + end),
                reject("62a", 400, CHUNKED + "8000000000000000\r\n"),
                reject("62b", 400, CHUNKED + "FFFFFFFFFFFFFFFFF\r\n"),
                reject("62c", 413, CHUNKED + "7FFFFFFFFFFFFFFF\r\n"),
                reject("63a", 400, CHUNKED + "5\nhello\r\n" + end),
                reject("63b", 400, CHUNKED + "5\rhello\r\n" + end),
                reject("63c", 400, CHUNKED + "5;a=\n\r\nhello\r\n" + end),
                reject("63d", 400, CHUNKED + "5;a=\"\r\"\r\nhello\r\n" + end),
                reject("63e", 400, CHUNKED + "5;a=\"\0\"\r\nhello\r\n" + end),
                reject("63f", 400, CHUNKED + "5;a=\"\n\"\r\nhello\r\n" + end),
                reject("63g", 400, CHUNKED + "5\r\nhello\r\n0\n\r\n"),
                reject("64", 400, CHUNKED + "5;" + "x".repeat(65_536) + "\r\nhello\r\n" + end),
                reject("65a", 400, CHUNKED + "5\r\nhelloo\r\n" + end),
                reject("65b", 400, CHUNKED + "5\r\nhello" + end),
                reject("65c", 400, CHUNKED + "5\r\nhello\n" + end),
                accept("67", CHUNKED + "0\r\nContent-Length: 5\r\nHost: x\r\nTE: y\r\nAuthorization: z\r\n\r\n", ""),
                reject("68a", 431, CHUNKED + "0\r\n" + ("A: " + "b".repeat(1_000) + "\r\n").repeat(9) + "\r\n"),
                reject("68b", 431, CHUNKED + "0\r\n" + "A: b\r\n".repeat(101) + "\r\n"),
                reject("68c", 400, CHUNKED + "0\r\nA : b\r\n\r\n"));
    }

    private static List<Row> semantics() {
        return List.of(
                accept("69", POST + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\nhi", "hi"),
                reject("71", 417, POST + "Expect: 200-ok\r\nContent-Length: 2\r\n\r\nhi"),
                accept("77", GET + "Host: h\r\nUpgrade: websocket\r\n\r\n"));
    }

    /** All rows about responses. */
    public static List<ResponseRow> responses() {
        return Stream.of(framedResponses(), responsesByStatusLine())
                .flatMap(List::stream)
                .toList();
    }

    private static List<ResponseRow> framedResponses() {
        return List.of(
                response(
                        "66",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                        "200 CHUNKED",
                        "INSIDE_BODY"),
                response(
                        "72",
                        Method.HEAD,
                        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
                        "200 NONE",
                        "",
                        "BETWEEN_MESSAGES"),
                response(
                        "73a",
                        "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n",
                        "204 NONE",
                        "",
                        "BETWEEN_MESSAGES"),
                response(
                        "73b",
                        "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
                        "304 NONE",
                        "",
                        "BETWEEN_MESSAGES"),
                response("80a", "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello", "REJECTED 502"),
                response(
                        "80b",
                        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello!",
                        "200 LENGTH",
                        "hello",
                        "REJECTED 502"),
                response(
                        "80c",
                        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                        "REJECTED 502"),
                response(
                        "81",
                        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                        "200 CHUNKED",
                        "hello",
                        "FINISHED"),
                response(
                        "82",
                        Method.CONNECT,
                        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\ntunnelled",
                        "200 TUNNEL",
                        "",
                        "FINISHED"),
                response(
                        "82b",
                        Method.CONNECT,
                        "HTTP/1.1 204 No Content\r\n\r\ntunnelled",
                        "204 TUNNEL",
                        "",
                        "FINISHED"),
                response("until close", "HTTP/1.1 200 OK\r\n\r\nhello", "200 UNTIL_CLOSE", "COMPLETES_BODY hello"),
                response("1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", "200 LENGTH", "hi", "FINISHED"),
                response("short", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", "200 LENGTH", "INSIDE_BODY"),
                response("gzip", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "REJECTED 502"));
    }

    private static List<ResponseRow> responsesByStatusLine() {
        return List.of(
                response("84a", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "200 LENGTH", "", "BETWEEN_MESSAGES"),
                response("84b", "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", "200 LENGTH", "", "BETWEEN_MESSAGES"),
                response(
                        "85",
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
                        "100 NONE",
                        "",
                        "103 NONE",
                        "",
                        "200 LENGTH",
                        "hi",
                        "BETWEEN_MESSAGES"),
                response("85b", "HTTP/1.1 100 Continue\r\n\r\n".repeat(17), repeated("REJECTED 502")),
                response(
                        "93",
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nraw",
                        "101 TUNNEL",
                        "",
                        "FINISHED"),
                response("nothing", "", "BEFORE_RESPONSE"),
                response("head", "HTTP/1.1 200 OK\r\nContent-", "INSIDE_HEAD"),
                response("icy", "ICY 200 OK\r\n\r\n", "REJECTED 502"),
                response("2.0", "HTTP/2.0 200 OK\r\n\r\n", "REJECTED 502"),
                response("099", "HTTP/1.1 099 X\r\n\r\n", "REJECTED 502"),
                response("600", "HTTP/1.1 600 X\r\n\r\n", "REJECTED 502"),
                response("2000", "HTTP/1.1 2000 X\r\n\r\n", "REJECTED 502"));
    }

    private static String[] repeated(String last) {
        String[] lines = new String[33];
        for (int i = 0; i < 32; i += 2) {
            lines[i] = "100 NONE";
            lines[i + 1] = "";
        }
        lines[32] = last;
        return lines;
    }

    private static ResponseRow response(String number, String input, String... expected) {
        return response(number, Method.GET, input, expected);
    }

    private static ResponseRow response(String number, Method method, String input, String... expected) {
        return new ResponseRow(number, method, input, List.of(expected));
    }

    private static String get(String requestLine) {
        return requestLine + "\r\nHost: h\r\n\r\n";
    }

    private static String field(String line) {
        return GET + "Host: h\r\n" + line + "\r\n\r\n";
    }

    private static String length(String value) {
        return POST + "Content-Length: " + value + "\r\n\r\n";
    }

    private static String coded(String value) {
        return POST + "Transfer-Encoding: " + value + "\r\n\r\n";
    }

    private static Row accept(String number, String input) {
        return accept(number, input, "");
    }

    private static Row accept(String number, String input, String body) {
        return new Row(number, input, ACCEPTED, body);
    }

    private static Row reject(String number, int status, String input) {
        return new Row(number, input, status, "");
    }
}

package staunch.http.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.codec.Fields;
import staunch.http.codec.HttpVersion;
import staunch.http.codec.Method;
import staunch.http.codec.RequestHead;
import staunch.http.codec.ResponseHead;
import staunch.http.codec.Status;
import staunch.http.codec.TargetForm;

/** What rules are, and what they do to heads; which bodies they are for. */
class RewriteRulesTest {
    private final List<String> said = new ArrayList<>();

    private static RewriteRules rules(String... rules) {
        return RewriteRules.of(Arrays.stream(rules).map(RewriteRule::parse).toList());
    }

    private static RequestHead get(String target, Fields fields) {
        TargetForm form = target.startsWith("/") ? TargetForm.ORIGIN : TargetForm.ABSOLUTE;
        return new RequestHead(Method.GET, target, form, HttpVersion.HTTP_1_1, Optional.of("h"), fields);
    }

    private static ResponseHead ok(Fields fields) {
        return new ResponseHead(HttpVersion.HTTP_1_1, Status.OK, fields);
    }

    private static Fields fields(String... namesAndValues) {
        Fields.Builder fields = Fields.builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields.build();
    }

    // ---- rules ----

    @Test
    void shouldKnowItsPlaces() {
        Set<Place> all = EnumSet.allOf(Place.class);
        assertEquals(all, RewriteRule.parse("a=>b").places());
        assertEquals(all, RewriteRule.parse("all:query:a=>b").places());
        assertEquals(all, RewriteRule.parse("http://a=>b").places());
        assertEquals(all, RewriteRule.parse("re:a=>b").places());
        assertEquals(all, RewriteRule.parse("all:cookie:a=>b").places());
        assertEquals(all, RewriteRule.parse("Cookie:a=>b").places(), "places are written small");
        assertEquals(Set.of(Place.QUERY), RewriteRule.parse("query:a=>b").places());
        assertEquals(
                Set.of(Place.HEADERS, Place.RESPONSE_BODY),
                RewriteRule.parse("headers,response-body:re:a=>b").places());
        assertEquals(
                Set.of(Place.REQUEST_BODY),
                RewriteRule.parse("request-body:a=>").places());
        assertEquals("query:a=>b", RewriteRule.parse("query:a=>b").toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a->b | is not of the form FROM=>TO",
                "=>b | is not of the form FROM=>TO",
                "re:=>b | is not of the form FROM=>TO",
                "query:=>b | is not of the form FROM=>TO",
                "cookie:a=>b | is for cookie, which is no place: there are query, headers, request-body, response-body, all",
                "cookie:a=>b | write all:cookie:a=>b",
                "query,boddy:a=>b | is for query,boddy, which is no place",
                "query, headers:a=>b | separated by commas alone",
                "boddy:re:a=>b | is for boddy, which is no place",
                "re:(=>b | the pattern of the rule re:(=>b is broken at index 1",
                "re:a=>$1 | the replacement has $1, and the pattern 0 groups",
                "re:a=>$ | ends with a dollar sign",
                "re:a=>$x | the replacement has $x",
                "re:a=>\\ | ends with a backslash",
                "re:a=>${b | has ${ without }",
                "re:a=>${b} | the pattern no such group",
                "re:\\Ga=>b | \\G is not known here"
            })
    void shouldSayWhatIsWrongWithARule(String rule, String message) {
        IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class, () -> RewriteRule.parse(rule));
        assertTrue(thrown.getMessage().contains(message), thrown::getMessage);
    }

    @Test
    void shouldRefuseARuleThatIsTooLong() {
        RewriteRule.parse("a=>" + "b".repeat(RewriteRule.MAX_RULE_CHARS - 3));
        assertThrows(
                IllegalArgumentException.class,
                () -> RewriteRule.parse("a=>" + "b".repeat(RewriteRule.MAX_RULE_CHARS)));
    }

    // ---- queries ----

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cybersecurity=>SEED+Labs | q=cybersecurity | q=SEED+Labs",
                "cybersecurity=>SEED Labs | q=cybersecurity&x=%20 | q=SEED+Labs&x=%20",
                "SEED+Labs=>x | q=SEED+Labs&r=SEED%20Labs&s=SEED%2BLabs | q=x&r=x&s=x",
                "cyber security=>x | a=cyber+security&b=cyber%20security&c=cyber%2Bsecurity | a=x&b=x&c=cyber%2Bsecurity",
                "q=a=>r=b | q=a&q%3Da | r=b&r=b",
                "é=>ü | q=%C3%A9%c3%a9%C3 | q=%C3%BC%C3%BC%C3",
                "a=>é#\"<>%%20 | q=a | q=%C3%A9%23%22%3C%3E%25%20",
                "re:q=(\\w+) (\\w+)=>q=$2+$1 | q=cyber+s%65c%75rity&p=a+b | q=security+cyber&p=a+b",
                "re:([&=]x)=>[$1] | q=%26x | q=%5B%26x%5D",
                "a=>b | q=%zz%6&%61 | q=%zz%6&b",
                "headers:a=>b | q=a | q=a",
                "a=>b | `` | ``"
            })
    void shouldRewriteAQuery(String rule, String query, String expected) {
        for (String before : List.of("/a?", "http://a/a?", "http://a?")) {
            RequestHead head = rules(rule).apply(get(before + query, Fields.empty()), said::add);
            assertEquals(before + expected, head.target());
        }
        assertEquals(List.of(), said);
    }

    @Test
    void shouldLeaveAloneWhatNoRuleTouches() {
        RequestHead head = get("/cybersecurity?q=%7e%7E+%20&b", fields("Host", "cybersecurity.example", "a", "b"));
        assertSame(head, rules("cybersecurity=>SEED+Labs").apply(head, said::add));
        RequestHead noQuery = get("/cybersecurity", Fields.empty());
        assertSame(noQuery, rules("cybersecurity=>x").apply(noQuery, said::add));
    }

    @Test
    void shouldApplyRulesInTurn() {
        RequestHead head = rules("a=>b", "b=>c", "re:(c+)=>[$1]").apply(get("/?abc", fields("X", "abc")), said::add);
        assertEquals("/?[ccc]", head.target().replace("%5B", "[").replace("%5D", "]"));
        assertEquals("[ccc]", head.fields().first("X").orElseThrow());
    }

    @Test
    void shouldNotMakeAHeadTooLong() {
        RequestHead head = get("/?" + "a".repeat(5_000), fields("X", "a".repeat(5_000)));
        assertSame(head, rules("a=>" + "b".repeat(1_000)).apply(head, said::add));
        assertEquals(2, said.size());
        assertTrue(said.get(1).contains("was not applied to a query: it would be too long"), said::toString);
    }

    // ---- fields ----

    @Test
    void shouldRewriteValuesOfFields() {
        Fields fields =
                fields("Referer", "http://a/?cybersecurity", "X-a", "a", "x-é".replace("é", "e"), "caf\u00c3\u00a9");
        Fields rewritten = rules("cybersecurity=>SEED+Labs", "re:é=>E", "X=>Y")
                .apply(ok(fields), said::add)
                .fields();
        assertEquals("Referer: http://a/?SEED+Labs\r\nX-a: a\r\nx-e: cafE\r\n", rewritten.toString());
        assertEquals(List.of(), said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host", "Content-Length", "transfer-encoding", "Connection", "Content-Encoding", "Upgrade",
                "Sec-WebSocket-Key", "Proxy-Authorization", "Content-Range", "TE", "Trailer", "Expect"
            })
    void shouldNeverTouchWhatFramesAndRoutes(String name) {
        ResponseHead head = ok(fields(name, "chunked, gzip 5"));
        assertSame(head, rules("chunked=>x", "gzip=>x", "5=>6").apply(head, said::add));
    }

    @Test
    void shouldNeverPutALineBreakIntoAField() {
        for (String control : List.of("\r\nSet-Cookie: x", "\0", "\u007f", "\n")) {
            said.clear();
            ResponseHead head = ok(fields("X", "a"));
            assertSame(head, rules("a=>" + control).apply(head, said::add));
            assertEquals(1, said.size());
            RequestHead request = rules("query:a=>" + control).apply(get("/?a", Fields.empty()), said::add);
            assertTrue(request.target().chars().allMatch(c -> c > ' ' && c < 0x7f), request::target);
        }
    }

    // ---- bodies ----

    private BodyRewrite response(Fields fields) {
        return rules("a=>b").forResponse(Method.GET, ok(fields));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "Text/Plain; charset=\"UTF-8\"",
                "text/event-stream",
                "application/json",
                "application/ld+json",
                "image/svg+xml",
                "application/javascript;charset=us-ascii",
                "text/html; charset=windows-1252",
                "text/plain; charset=utf-16",
                "application/x-www-form-urlencoded"
            })
    void shouldApplyToTexts(String type) {
        BodyRewrite rewrite = response(fields("Content-Type", type));
        assertTrue(rewrite.applies());
        assertEquals(List.of(), rewrite.notApplied());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Type: image/png | image/png is no type of a text",
                "Content-Type: multipart/byteranges; boundary=a | multipart/byteranges is no type of a text",
                "X: y | it has no Content-Type",
                "Content-Type: text/html; charset=klingon | its charset klingon is unknown",
                "Content-Type: text/html; charset=gb2312 | texts in gb2312 are not rewritten",
                "Content-Type: text/html; charset=*# | its charset *# is unknown",
                "Content-Encoding: compress | its coding is unknown: Content-Encoding says compress",
                "Content-Encoding: gzip, gzip, gzip, gzip, gzip | it has more than 4 content codings",
                "Content-Range: bytes 0-1/2 | it is a part of one (Content-Range)",
                "Cache-Control: public, no-transform | it says no-transform (RFC 9110 §7.7)"
            })
    void shouldSayWhatItIsNotAppliedTo(String field, String why) {
        int colon = field.indexOf(": ");
        String name = field.substring(0, colon);
        Fields fields = fields("Content-Type", "text/html", name, field.substring(colon + 2)).toBuilder()
                .remove(name.equals("Content-Type") || name.equals("X") ? "Content-Type" : "-")
                .build();
        fields = name.equals("Content-Type") ? fields(name, field.substring(colon + 2)) : fields;
        BodyRewrite rewrite = response(fields);
        assertFalse(rewrite.applies());
        assertEquals(List.of("a body was not rewritten: " + why), rewrite.notApplied());
        assertSame(fields, rewrite.fields(fields));
        assertSame(fields, rewrite.trailers(fields));
        assertThrows(IllegalStateException.class, () -> rewrite.newTransform(said::add));
    }

    @Test
    void shouldSayNothingWhereNothingWasToBeDone() {
        Fields fields = fields("Content-Type", "image/png");
        assertEquals(
                List.of(),
                rules("query,headers:a=>b").forResponse(Method.GET, ok(fields)).notApplied());
        assertEquals(
                List.of(),
                rules("request-body:a=>b").forResponse(Method.GET, ok(fields)).notApplied());
        assertEquals(List.of(), rules("a=>b").forRequest(get("/", fields)).notApplied());
        Fields empty = fields("Content-Type", "text/html", "Content-Length", "0");
        assertFalse(response(empty).applies());
        assertFalse(rules("a=>b").forRequest(get("/", empty)).applies());
    }

    @Test
    void shouldApplyToBodiesOfRequests() {
        for (Fields framing : List.of(fields("Content-Length", "5"), fields("Transfer-Encoding", "chunked"))) {
            Fields fields =
                    framing.toBuilder().add("Content-Type", "text/plain").build();
            assertTrue(rules("a=>b").forRequest(get("/", fields)).applies());
            assertFalse(rules("response-body:a=>b").forRequest(get("/", fields)).applies());
        }
    }

    @Test
    void shouldIgnoreNoTransformWhenTold() {
        Fields fields = fields("Content-Type", "text/html", "Cache-Control", "no-transform");
        assertTrue(rules("a=>b")
                .ignoringNoTransform()
                .forResponse(Method.GET, ok(fields))
                .applies());
    }

    @Test
    void shouldSayWhichRuleACharsetHasNoCharactersFor() {
        ResponseHead head = ok(fields("Content-Type", "text/html; charset=iso-8859-1"));
        BodyRewrite some = rules("a=>\u6f22", "a=>b").forResponse(Method.GET, head);
        assertTrue(some.applies());
        assertEquals(
                List.of("the rule a=>\u6f22 was not applied to a body:"
                        + " its charset ISO-8859-1 has not all characters of the replacement"),
                some.notApplied());
        BodyRewrite none = rules("a=>\u6f22").forResponse(Method.GET, head);
        assertFalse(none.applies());
        assertEquals(1, none.notApplied().size());
    }

    @Test
    void shouldDropWhatWouldBeWrongOfTheNewBytes() {
        Fields fields = fields(
                "Content-Type",
                "text/html",
                "Content-Length",
                "5",
                "ETag",
                "\"a\"",
                "Accept-Ranges",
                "bytes",
                "Content-MD5",
                "x",
                "Digest",
                "x",
                "content-digest",
                "x",
                "Repr-Digest",
                "x",
                "X",
                "y");
        assertEquals(
                "Content-Type: text/html\r\nX: y\r\nETag: W/\"a\"\r\n",
                response(fields).fields(fields).toString());
        assertEquals(
                "X: y\r\n",
                response(fields).trailers(fields("Repr-Digest", "x", "X", "y")).toString());
        Fields weak = fields("Content-Type", "text/html", "ETag", "W/\"a\"");
        assertEquals(weak, response(weak).fields(weak));
    }

    /** The head of a body says the same to HEAD and in 304 as in the answer with the body. */
    @Test
    void shouldSayTheSameWithoutTheBody() {
        Fields fields = fields("Content-Type", "text/html", "Content-Length", "5", "ETag", "\"a\"");
        BodyRewrite head = rules("a=>b").forResponse(Method.HEAD, ok(fields));
        assertFalse(head.applies());
        assertEquals(
                "Content-Type: text/html\r\nETag: W/\"a\"\r\n",
                head.fields(fields).toString());
        Fields tag = fields("ETag", "\"a\"");
        ResponseHead notModified = new ResponseHead(HttpVersion.HTTP_1_1, Status.NOT_MODIFIED, tag);
        BodyRewrite same = rules("a=>b").forResponse(Method.GET, notModified);
        assertFalse(same.applies());
        assertEquals("ETag: W/\"a\"\r\n", same.fields(tag).toString());
        Fields image = fields("Content-Type", "image/png", "Content-Length", "5", "ETag", "\"a\"");
        assertSame(image, rules("a=>b").forResponse(Method.HEAD, ok(image)).fields(image));
        for (Status bodiless : List.of(Status.NO_CONTENT, Status.SWITCHING_PROTOCOLS)) {
            BodyRewrite none =
                    rules("a=>b").forResponse(Method.GET, new ResponseHead(HttpVersion.HTTP_1_1, bodiless, fields));
            assertFalse(none.applies());
            assertSame(fields, none.fields(fields));
        }
        ResponseHead part = new ResponseHead(HttpVersion.HTTP_1_1, Status.PARTIAL_CONTENT, fields);
        assertEquals(
                List.of("a body was not rewritten: it is a part of one (206)"),
                rules("a=>b").forResponse(Method.GET, part).notApplied());
    }
}

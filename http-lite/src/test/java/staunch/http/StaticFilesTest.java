package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.codec.Method;

/** Files whole, in ranges, or not at all because they are known. */
class StaticFilesTest extends StaticFilesCase {
    private static final String DIGITS = "0123456789";

    @Test
    void shouldSendAFileWithAllThatIsKnownOfIt() throws IOException {
        put("a.bin", DIGITS);
        world.serve(files().withCacheControl("max-age=60").withContentType("BIN", "x/y"));
        WholeResponse response = fetch("/a.bin?query");
        assertEquals(200, status(response));
        assertEquals(DIGITS, response.text());
        assertEquals("x/y", field(response, "Content-Type"));
        assertEquals("10", field(response, "Content-Length"));
        assertEquals("bytes", field(response, "Accept-Ranges"));
        assertEquals("max-age=60", field(response, "Cache-Control"));
        assertEquals(CHANGED, field(response, "Last-Modified"));
        assertTrue(field(response, "ETag").matches("\"[0-9a-f]+-a\""), field(response, "ETag"));
        assertEquals("", field(response, "Vary"));
    }

    @Test
    void shouldAnswerHeadAsGetWithoutTheBody() throws IOException {
        put("a.bin", DIGITS);
        put("empty", "");
        world.serve(files());
        WholeResponse get = fetch("/a.bin");
        WholeResponse head = fetch(as(Method.HEAD, get("/a.bin", "Range", "bytes=0-1")));
        assertEquals(get.head().fields(), head.head().fields());
        assertEquals(200, status(head));
        assertEquals(0, head.body().length);
        assertEquals("0", field(fetch("/empty"), "Content-Length"));
        assertEquals("bytes */0", field(fetch("/empty", "Range", "bytes=0-"), "Content-Range"));
        assertEquals(200, status(fetch("/empty", "Range", "bytes=-5")));
    }

    @Test
    void shouldSayWhatCanBeDone() throws IOException {
        world.serve(files());
        WholeResponse options = fetch(as(Method.OPTIONS, get("/")));
        assertEquals(204, status(options));
        assertEquals("GET, HEAD, OPTIONS", field(options, "Allow"));
        for (Method method : new Method[] {Method.POST, Method.PUT, Method.DELETE, Method.PATCH, Method.of("BREW")}) {
            WholeResponse refused = fetch(as(method, get("/")));
            assertEquals(405, status(refused));
            assertEquals("GET, HEAD, OPTIONS", field(refused, "Allow"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, bytes 0-0/10",
        "bytes=5-, 56789, bytes 5-9/10",
        "bytes=-3, 789, bytes 7-9/10",
        "bytes=2-400, 23456789, bytes 2-9/10",
        "'bytes=20-30,3-4', 34, bytes 3-4/10"
    })
    void shouldSendOneRange(String range, String body, String contentRange) throws IOException {
        put("a.bin", DIGITS);
        world.serve(files());
        WholeResponse response = fetch("/a.bin", "Range", range);
        assertEquals(206, status(response));
        assertEquals(body, response.text());
        assertEquals(contentRange, field(response, "Content-Range"));
        assertEquals(field(fetch("/a.bin"), "ETag"), field(response, "ETag"));
        assertEquals("application/octet-stream", field(response, "Content-Type"));
    }

    @Test
    void shouldSendSeveralRangesAsParts() throws IOException {
        put("a.bin", DIGITS);
        world.serve(files());
        WholeResponse response = fetch("/a.bin", "Range", "bytes=-2,0-3");
        assertEquals(206, status(response));
        assertEquals("", field(response, "Content-Range"));
        String type = field(response, "Content-Type");
        assertTrue(type.matches("multipart/byteranges; boundary=[0-9a-f]{32}"), type);
        String boundary = type.substring(type.indexOf('=') + 1);
        String part = "--" + boundary + "\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes ";
        assertEquals(
                part + "8-9/10\r\n\r\n89\r\n" + part + "0-3/10\r\n\r\n0123\r\n--" + boundary + "--\r\n",
                response.text());
        assertEquals(String.valueOf(response.body().length), field(response, "Content-Length"));
    }

    @Test
    void shouldStreamLongPartsExactly() throws IOException {
        String content = DIGITS.repeat(100_000);
        put("a.bin", content);
        world.serve(files());
        String text = fetch("/a.bin", "Range", "bytes=600001-999999,0-500000").text();
        assertTrue(text.contains("\r\n\r\n" + content.substring(600_001) + "\r\n--"));
        assertTrue(text.contains("\r\n\r\n" + content.substring(0, 500_001) + "\r\n--"));
    }

    @Test
    void shouldRefuseARangeThatIsNotThere() throws IOException {
        put("a.bin", DIGITS);
        world.serve(files());
        WholeResponse response = fetch("/a.bin", "Range", "bytes=10-");
        assertEquals(416, status(response));
        assertEquals("bytes */10", field(response, "Content-Range"));
    }

    @Test
    void shouldSendAllToWhoAsksForTooManyRangesOrNone() throws IOException {
        put("a.bin", DIGITS);
        world.serve(files().withMaxRanges(2));
        assertEquals(206, status(fetch("/a.bin", "Range", "bytes=0-0,2-2")));
        assertEquals(200, status(fetch("/a.bin", "Range", "bytes=0-0,2-2,4-4")));
        assertEquals(200, status(fetch("/a.bin", "Range", "bytes=0-5,4-6")));
        assertEquals(200, status(fetch("/a.bin", "Range", "bytes=0-0", "Range", "bytes=2-2")));
        world.serve(files().withMaxRanges(0));
        WholeResponse none = fetch("/a.bin", "Range", "bytes=0-0");
        assertEquals(200, status(none));
        assertEquals("", field(none, "Accept-Ranges"));
    }

    @Test
    void shouldGoOnWithTheRestOnlyOfTheSameBytes() throws IOException {
        put("a.bin", DIGITS);
        world.serve(files());
        String tag = field(fetch("/a.bin"), "ETag");
        assertEquals(
                "56789", fetch("/a.bin", "Range", "bytes=5-", "If-Range", tag).text());
        assertEquals(
                "56789",
                fetch("/a.bin", "Range", "bytes=5-", "If-Range", CHANGED).text());
        put("a.bin", "abcdefghij", CHANGED_MILLIS + 1_000);
        assertEquals(
                "abcdefghij",
                fetch("/a.bin", "Range", "bytes=5-", "If-Range", tag).text());
        assertEquals(
                "abcdefghij",
                fetch("/a.bin", "Range", "bytes=5-", "If-Range", CHANGED).text());
        assertEquals(
                "abcdefghij",
                fetch("/a.bin", "Range", "bytes=50-", "If-Range", tag).text());
    }

    @Test
    void shouldNotSendWhatIsKnown() throws IOException {
        put("a.txt", DIGITS.repeat(200));
        world.serve(files().withCacheControl("no-cache"));
        String tag = field(fetch("/a.txt"), "ETag");
        WholeResponse known = fetch("/a.txt", "If-None-Match", tag, "Range", "bytes=0-1");
        assertEquals(304, status(known));
        assertEquals(tag, field(known, "ETag"));
        assertEquals("no-cache", field(known, "Cache-Control"));
        assertEquals("Accept-Encoding", field(known, "Vary"));
        assertEquals("", field(known, "Last-Modified") + field(known, "Content-Length") + field(known, "Content-Type"));
        assertEquals(304, status(fetch("/a.txt", "If-Modified-Since", CHANGED)));
        assertEquals(304, status(fetch(as(Method.HEAD, get("/a.txt", "If-None-Match", "*")))));
        put("a.txt", DIGITS, CHANGED_MILLIS + 1_000);
        assertEquals(200, status(fetch("/a.txt", "If-None-Match", tag)));
        assertEquals(200, status(fetch("/a.txt", "If-Modified-Since", CHANGED)));
        assertEquals(412, status(fetch("/a.txt", "If-Match", tag)));
        assertEquals(412, status(fetch("/a.txt", "If-Unmodified-Since", CHANGED)));
        assertEquals(404, status(fetch("/nothing", "If-Match", tag)));
    }

    @Test
    void shouldNotTrustAFileThatHasJustChanged() throws IOException {
        long now = CHANGED_MILLIS + 86_400_000;
        put("a.bin", DIGITS, now);
        world.serve(files());
        WholeResponse fresh = fetch("/a.bin");
        assertTrue(field(fresh, "ETag").startsWith("W/\""), field(fresh, "ETag"));
        assertEquals("", field(fresh, "Last-Modified"));
        assertEquals(304, status(fetch("/a.bin", "If-None-Match", field(fresh, "ETag"))));
        assertEquals(200, status(fetch("/a.bin", "Range", "bytes=0-1", "If-Range", field(fresh, "ETag"))));
        world.pass(Validators.SETTLE_MILLIS);
        assertTrue(field(fetch("/a.bin"), "ETag").startsWith("\""));
        assertEquals(200, status(fetch("/a.bin", "If-None-Match", field(fresh, "ETag"))));
    }

    @Test
    void shouldShowAFolderByItsIndex() throws IOException {
        put("index.html", "top");
        put("below/start.htm", "below");
        world.serve(files());
        assertEquals("top", fetch("/").text());
        WholeResponse moved = fetch("/below?a=b");
        assertEquals(301, status(moved));
        assertEquals("/below/?a=b", field(moved, "Location"));
        assertEquals(404, status(fetch("/below/")));
        world.serve(files().withIndex("start.htm"));
        assertEquals("below", fetch("/below/").text());
        assertEquals(404, status(fetch("/")));
    }

    @Test
    void shouldServeFilesUnderAPath() throws IOException {
        put("index.html", "top");
        put("below/a.txt", "text");
        StaticFiles files = files().withListing(10).under("/assets");
        world.serve(new Router().get("/assets", files).get("/assets/{path*}", files));
        assertEquals("/assets/?a=b", field(fetch("/assets?a=b"), "Location"));
        assertEquals("top", fetch("/assets/").text());
        assertEquals("text", fetch("/assets/below/a.txt").text());
        assertEquals("/assets/below/", field(fetch("/assets/below"), "Location"));
        assertTrue(fetch("/assets/below/").text().contains("<h1>/below/</h1>"));
        for (String path :
                List.of("/assetsbelow/a.txt", "/assets/assets/", "/%61ssets/below/a.txt", "/assets//", "/")) {
            assertEquals(404, status(fetch(path)), path);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/index.html/", "//", "//below", "/below//", "/./", "/below/.", "/nothing", "/a%2fb", "/%ff"})
    void shouldFindNothingUnderOtherNames(String path) throws IOException {
        put("index.html", "top");
        put("below/index.html", "below");
        world.serve(files());
        assertEquals(404, status(fetch(path)));
    }

    @Test
    void shouldListAFolderIfToldTo() throws IOException {
        put("b&<c>.txt", "");
        put("a b", "");
        put("z/index.html", "");
        put(".hidden", "");
        put("x:y", "");
        Files.createSymbolicLink(root.resolve("outside"), folder);
        Files.createSymbolicLink(root.resolve("dangling"), root.resolve("nothing"));
        Files.createSymbolicLink(root.resolve("shown"), root.resolve("a b"));
        Files.createSymbolicLink(root.resolve("unmasked"), root.resolve(".hidden"));
        world.serve(files().withListing(100));
        WholeResponse page = fetch("/");
        assertEquals("text/html; charset=utf-8", field(page, "Content-Type"));
        String list =
                page.text().substring(page.text().indexOf("<ul>"), page.text().indexOf("</ul>"));
        assertEquals("""
                <ul>
                <li><a href="./a%20b">a b</a></li>
                <li><a href="./b%26%3Cc%3E.txt">b&amp;&lt;c&gt;.txt</a></li>
                <li><a href="./shown">shown</a></li>
                <li><a href="./x%3Ay">x:y</a></li>
                <li><a href="./z/">z/</a></li>
                """, list);
        assertEquals("", fetch("/z/").text());
    }

    @Test
    void shouldBoundAListing() throws IOException {
        for (int i = 0; i < 20; i++) {
            put("many/" + i, "");
        }
        world.serve(files().withListing(10));
        String page = fetch("/many/").text();
        assertEquals(11, page.split("<li>", -1).length - 1);
        assertTrue(page.contains("more here than is shown"));
        assertTrue(page.contains("<a href=\"../\">"));
        assertFalse(fetch("/").text().contains("more here"));
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() throws IOException {
        StaticFiles files = files();
        assertThrows(IllegalArgumentException.class, () -> files.withIndex("a/b"));
        assertThrows(IllegalArgumentException.class, () -> files.withIndex(".."));
        assertThrows(IllegalArgumentException.class, () -> files.withMaxRanges(-1));
        for (String path : new String[] {"", "/", "assets", "/assets/", "//a", "/a/../b", "/.a", "/a%20b", "/a?b"}) {
            assertThrows(IllegalArgumentException.class, () -> files.under(path), path);
        }
        assertThrows(IllegalArgumentException.class, () -> files.withListing(-1));
        assertThrows(IllegalArgumentException.class, () -> files.withCacheControl("a\r\nb: c"));
        assertThrows(IllegalArgumentException.class, () -> files.withContentType("x", "a\nb"));
        assertThrows(IOException.class, () -> StaticFiles.of(root.resolve("nowhere")));
    }

    @Test
    void shouldShowTheServersPagesForWhatItRefuses() throws IOException {
        put("a.txt", "abc");
        ErrorPages pages = (status, reason) -> Response.of(status, "text/plain", "page of " + status.code());
        world.serve(files(), HttpServerOptions.DEFAULT.withErrorPages(pages));
        assertEquals("page of 404", fetch("/b.txt").text());
        assertEquals(
                "page of 412",
                fetch("/a.txt", "If-Unmodified-Since", "Sun, 06 Nov 1983 08:49:37 GMT")
                        .text());
        WholeResponse beyond = fetch("/a.txt", "Range", "bytes=3-");
        assertEquals("page of 416", beyond.text());
        assertEquals("bytes */3", field(beyond, "Content-Range"));
        assertEquals("page of 405", fetch(as(Method.DELETE, get("/a.txt"))).text());
    }
}

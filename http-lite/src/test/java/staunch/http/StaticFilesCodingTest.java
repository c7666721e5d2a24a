package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.http.codec.Method;

/** Texts that lie coded beside themselves, or are coded on their way. */
class StaticFilesCodingTest extends StaticFilesCase {
    private static final String TEXT = "body { color: red }\n".repeat(500);

    @BeforeEach
    void fill() throws IOException {
        put("a.css", TEXT);
        put("both.css", TEXT);
        put("both.css.br", "in brotli");
        put("both.css.gz", "in gzip");
        put("a.png", TEXT);
        put("a.png.gz", "in gzip");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/both.css | gzip, br             | br   | in brotli",
                "/both.css | gzip                 | gzip | in gzip",
                "/both.css | gzip, br;q=0.9       | gzip | in gzip",
                "/both.css | br;q=0, *            | gzip | in gzip",
                "/both.css | deflate              | ''   | text",
                "/both.css | gzip;q=0.1, identity | ''   | text",
                "/a.css    | br                   | ''   | text",
                "/a.css    | gzip, br             | gzip | made",
                "/a.png    | gzip, br             | ''   | text",
                "/both.css.gz | br, deflate       | ''   | in gzip"
            })
    void shouldChooseAForm(String path, String accepted, String coding, String body) throws IOException {
        world.serve(files());
        WholeResponse response = fetch(path, "Accept-Encoding", accepted);
        assertEquals(200, status(response));
        assertEquals(coding, field(response, "Content-Encoding"));
        String text = body.equals("made")
                ? new String(GzipBodyTest.unzipped(response.body()), StandardCharsets.UTF_8)
                : response.text();
        assertEquals(body.equals("text") || body.equals("made") ? TEXT : body, text);
        assertEquals(path.endsWith(".css") ? "Accept-Encoding" : "", field(response, "Vary"));
        if (path.endsWith(".css")) {
            assertEquals("text/css; charset=utf-8", field(response, "Content-Type"));
        }
    }

    @Test
    void shouldGiveEachFormItsOwnTag() throws IOException {
        world.serve(files());
        String plain = field(fetch("/both.css"), "ETag");
        String gzip = field(fetch("/both.css", "Accept-Encoding", "gzip"), "ETag");
        String brotli = field(fetch("/both.css", "Accept-Encoding", "br"), "ETag");
        assertNotEquals(plain, gzip);
        assertNotEquals(gzip, brotli);
        assertEquals(304, status(fetch("/both.css", "Accept-Encoding", "br", "If-None-Match", brotli)));
        assertEquals(200, status(fetch("/both.css", "Accept-Encoding", "br", "If-None-Match", gzip)));
        assertEquals(200, status(fetch("/both.css", "If-None-Match", gzip)));
    }

    @Test
    void shouldSendRangesOfACodedFileButNotOfOneMadeOnTheWay() throws IOException {
        world.serve(files());
        WholeResponse coded = fetch("/both.css", "Accept-Encoding", "br", "Range", "bytes=3-");
        assertEquals(206, status(coded));
        assertEquals("brotli", coded.text());
        assertEquals("br", field(coded, "Content-Encoding"));
        assertEquals("Accept-Encoding", field(coded, "Vary"));
        WholeResponse made = fetch("/a.css", "Accept-Encoding", "gzip", "Range", "bytes=3-");
        assertEquals(200, status(made));
        assertEquals("", field(made, "Accept-Ranges") + field(made, "Content-Length"));
        assertEquals(206, status(fetch("/a.css", "Range", "bytes=3-")));
    }

    @Test
    void shouldKnowWhatItMadeOnTheWayByAWeakTag() throws IOException {
        world.serve(files());
        WholeResponse made = fetch("/a.css", "Accept-Encoding", "gzip");
        String tag = field(made, "ETag");
        assertTrue(tag.startsWith("W/\""), tag);
        WholeResponse known = fetch("/a.css", "Accept-Encoding", "gzip", "If-None-Match", tag);
        assertEquals(304, status(known));
        assertEquals(tag, field(known, "ETag"));
        assertEquals("Accept-Encoding", field(known, "Vary"));
        assertEquals("", field(known, "Content-Encoding"));
        assertEquals(
                made.head().fields(),
                fetch(as(Method.HEAD, get("/a.css", "Accept-Encoding", "gzip")))
                        .head()
                        .fields());
    }

    @Test
    void shouldLeaveACodedFileThatIsOlder() throws IOException {
        put("both.css", TEXT, CHANGED_MILLIS + 1_000);
        put("both.css.gz", "as new", CHANGED_MILLIS + 1_000);
        world.serve(files());
        assertEquals("as new", fetch("/both.css", "Accept-Encoding", "gzip, br").text());
    }

    @Test
    void shouldNotFollowACodedFileOutOfTheRoot() throws IOException {
        put("../secret", "secret");
        Files.createSymbolicLink(root.resolve("a.css.br"), folder.resolve("secret"));
        Files.createDirectory(root.resolve("a.css.gz"));
        world.serve(files().withoutGzip());
        assertEquals(TEXT, fetch("/a.css", "Accept-Encoding", "br, gzip").text());
        assertEquals("", field(fetch("/a.css"), "Vary"));
    }

    @Test
    void shouldNotCodeWhatHasNoFileOfItsOwn() throws IOException {
        put("only.css.gz", "in gzip");
        world.serve(files());
        assertEquals(404, status(fetch("/only.css", "Accept-Encoding", "gzip")));
    }

    @Test
    void shouldCodeAnIndexAndAListing() throws IOException {
        put("below/index.html", TEXT);
        put("below/index.html.br", "in brotli");
        world.serve(files().withListing(100).withGzip(10, 10));
        assertEquals("in brotli", fetch("/below/", "Accept-Encoding", "br").text());
        assertEquals("gzip", field(fetch("/", "Accept-Encoding", "gzip"), "Content-Encoding"));
    }

    @Test
    void shouldDoAsItIsSet() throws IOException {
        put("short.css", "short");
        world.serve(files());
        WholeResponse tooShort = fetch("/short.css", "Accept-Encoding", "gzip");
        assertEquals("short", tooShort.text());
        assertEquals("", field(tooShort, "Vary"));
        world.serve(files().withoutGzip().withPrecompressed(false));
        for (String path : new String[] {"/a.css", "/both.css"}) {
            WholeResponse plain = fetch(path, "Accept-Encoding", "br, gzip");
            assertEquals(TEXT, plain.text());
            assertEquals("", field(plain, "Vary"));
        }
    }
}

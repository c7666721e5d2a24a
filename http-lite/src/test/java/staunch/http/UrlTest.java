package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import staunch.http.codec.Method;

/** What a URL says of its origin and its target, and what a reference means on its page. */
class UrlTest {
    @ParameterizedTest
    @CsvSource({
        "http://example.org,          http,  example.org,   80,   example.org,      /",
        "https://example.org/,        https, example.org,   443,  example.org,      /",
        "HTTPS://EXAMPLE.org:443/A?b, https, example.org,   443,  example.org,      /A?b",
        "https://example.org:8443?q,  https, example.org,   8443, example.org:8443, /?q",
        "http://example.org:443/a#f,  http,  example.org,   443,  example.org:443,  /a",
        "http://a_b.test:/x,          http,  a_b.test,      80,   a_b.test,         /x",
        "http://127.0.0.1:8080/,      http,  127.0.0.1,     8080, 127.0.0.1:8080,   /",
        "http://[::1]:8080/,          http,  ::1,           8080, [::1]:8080,       /",
        "https://[FE80::1]/,          https, fe80::1,       443,  [fe80::1],        /",
        "https://bücher.test/ä?ö,     https, xn--bcher-kva.test, 443, xn--bcher-kva.test, /%C3%A4?%C3%B6",
        "http://h/%2F..?a=b&c=%20,    http,  h,             80,   h,                /%2F..?a=b&c=%20",
    })
    void shouldTakeAUrlApart(String text, String scheme, String host, int port, String authority, String target) {
        Url url = Url.parse(text);
        assertEquals(new Origin(scheme, host, port), url.origin());
        assertEquals(authority, url.origin().authority());
        assertEquals(scheme + "://" + authority, url.origin().toString());
        assertEquals(target, url.target());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "example.org",
                "example.org:80",
                "ftp://example.org/",
                "file:///etc/passwd",
                "http:/example.org",
                "http://",
                "http:///path",
                "http://user@example.org/",
                "http://example.org:0/",
                "http://example.org:65536/",
                "http://example.org:999999/",
                "http://example.org:x/",
                "http://[::1/",
                "http://[example.org]/",
                "http://h/a b",
                "http://h\r\n/",
            })
    void shouldRefuseWhatIsNoUrl(String text) {
        assertThrows(IllegalArgumentException.class, () -> Url.parse(text));
    }

    /** RFC 3986 §5.4, as far as it can be asked for. */
    @ParameterizedTest
    @CsvSource({
        "g,              http://a/b/c/g",
        "./g,            http://a/b/c/g",
        "g/,             http://a/b/c/g/",
        "/g,             http://a/g",
        "//g,            http://g/",
        "?y,             http://a/b/c/d;p?y",
        "g?y,            http://a/b/c/g?y",
        "'#s',           http://a/b/c/d;p?q",
        "g#s,            http://a/b/c/g",
        ";x,             http://a/b/c/;x",
        "'',             http://a/b/c/d;p?q",
        ".,              http://a/b/c/",
        "..,             http://a/b/",
        "../g,           http://a/b/g",
        "../../g,        http://a/g",
        "https://x:1/y,  https://x:1/y",
    })
    void shouldResolveReferences(String reference, String meant) {
        Url page = Url.parse("http://a/b/c/d;p?q");
        assertEquals(meant, page.resolve(reference).orElseThrow().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"g:h", "mailto:a@b", "http://u:p@h/", "a b", "http://h:99999/", "javascript:alert(1)"})
    void shouldNotResolveWhatCannotBeAskedFor(String reference) {
        assertTrue(Url.parse("http://a/b").resolve(reference).isEmpty());
    }

    @Test
    void shouldMakeRequests() {
        Request get = Request.get("https://example.org:8443/a?token=x");
        assertEquals("GET https://example.org:8443/a", get.toString());
        assertEquals("example.org:8443", get.authority());
        Request post = Request.post("http://h/", "a/b", Body.of("x"));
        assertEquals(Method.POST, post.method());
        assertEquals("a/b", post.fields().first("Content-Type").orElseThrow());
        assertEquals(new Origin("http", "h", 80), Request.get("h", "/").origin());
        assertFalse(Request.get("h", "/").origin().isSecure());
        assertThrows(IllegalArgumentException.class, () -> Request.get("h h", "/"));
        assertThrows(IllegalArgumentException.class, () -> new Origin("http", "h\r\nX: y", 80));
        assertThrows(IllegalArgumentException.class, () -> Origin.of("ws", "h"));
    }
}

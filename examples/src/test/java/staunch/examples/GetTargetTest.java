package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GetTargetTest {
    @ParameterizedTest
    @CsvSource({
        "https://example.test/a?b=c, true, example.test, 443, example.test, /a?b=c",
        "https://example.test, true, example.test, 443, example.test, /",
        "example.test, true, example.test, 443, example.test, /",
        "example.test:8443/a, true, example.test, 8443, example.test:8443, /a",
        "https://example.test?q, true, example.test, 443, example.test, /?q",
        "https://example.test:443/, true, example.test, 443, example.test, /",
        "HTTPS://Example.TEST/, true, Example.TEST, 443, Example.TEST, /",
        "http://example.test/, false, example.test, 80, example.test, /",
        "http://example.test:8080/%20#part, false, example.test, 8080, example.test:8080, /%20",
        "https://[::1]:8443/, true, ::1, 8443, [::1]:8443, /",
        "https://127.0.0.1/, true, 127.0.0.1, 443, 127.0.0.1, /",
        "https://example.test./, true, example.test., 443, example.test., /",
        "https://xn--bcher-kva.test/, true, xn--bcher-kva.test, 443, xn--bcher-kva.test, /",
        "https://example.test/b\u00fccher?\u00fc, true, example.test, 443, example.test, /b%C3%BCcher?%C3%BC"
    })
    void shouldTakeAUrlApart(String url, boolean secure, String host, int port, String authority, String target) {
        assertEquals(new GetTarget(secure, host, port, authority, target), GetTarget.parse(url));
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://example.test/, ftp",
        "https://, https://",
        "https:///path, names no host",
        "https://a b/, is not a URL",
        "https://under_score.test/, names no host",
        "https://example.test:99999/, port",
        "https://user@example.test/, user",
        "https://b\u00fccher.test/, in ASCII: xn--bcher-kva.test",
        "https://www.b\u00fccher:8443/, in ASCII: www.xn--bcher-kva:8443"
    })
    void shouldRefuseWhatItCannotFetch(String url, String reason) {
        CommandFailure failure = assertThrows(CommandFailure.class, () -> GetTarget.parse(url));
        assertTrue(failure.getMessage().contains(reason), failure::getMessage);
    }
}

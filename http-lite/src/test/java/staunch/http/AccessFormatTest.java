package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.http.codec.Rejection;
import staunch.http.codec.Status;
import staunch.reactor.Security;
import staunch.tls.pki.CertificateAuthority;
import staunch.tls.pki.LeafRequest;

/** Lines as tools expect them, and what peers may try to do to them. */
class AccessFormatTest {
    private static final Instant TIME = Instant.parse("2026-01-02T13:14:15.250Z");
    private static final AccessFormat COMBINED = AccessFormat.combined(ZoneOffset.UTC);
    private static final AccessFormat JSON = AccessFormat.json();

    private static InetAddress peer(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static AccessEntry entry(AccessEntry.Asked asked, Optional<Security> security) {
        return new AccessEntry(TIME, peer("192.0.2.7"), Optional.of(asked), Status.OK, 1234, 1_500_000, true, security);
    }

    private static AccessEntry of(String target, Optional<String> referer, Optional<String> userAgent) {
        return entry(new AccessEntry.Asked("GET", target, "HTTP/1.1", referer, userAgent), Optional.empty());
    }

    @Test
    void shouldWriteTheCombinedFormat() {
        AccessEntry entry = of("/a?b=c", Optional.of("https://h/x?y"), Optional.of("Mozilla/5.0 (X11)"));
        assertEquals(
                "192.0.2.7 - - [02/Jan/2026:13:14:15 +0000] \"GET /a?b=c HTTP/1.1\" 200 1234 \"https://h/x?y\""
                        + " \"Mozilla/5.0 (X11)\"",
                COMBINED.line(entry));
        assertEquals(
                "192.0.2.7 - - [02/Jan/2026:13:14:15 +0000] \"GET /a HTTP/1.1\" 200 1234 \"https://h/x\""
                        + " \"Mozilla/5.0 (X11)\"",
                COMBINED.withoutQueries().line(entry));
    }

    @Test
    void shouldWriteTheTimeInItsZone() {
        String line =
                AccessFormat.combined(ZoneId.of("America/New_York")).line(of("/", Optional.empty(), Optional.empty()));
        assertEquals("192.0.2.7 - - [02/Jan/2026:08:14:15 -0500] \"GET / HTTP/1.1\" 200 1234 \"-\" \"-\"", line);
    }

    @Test
    void shouldWriteDashesForWhatIsNotKnown() {
        AccessEntry refused = AccessEntry.of(TIME, peer("::1"), new Rejection(Status.BAD_REQUEST, "no"));
        assertEquals(
                "0:0:0:0:0:0:0:1 - - [02/Jan/2026:13:14:15 +0000] \"-\" 400 - \"-\" \"-\"", COMBINED.line(refused));
        assertEquals(
                "{\"time\":\"2026-01-02T13:14:15.250Z\",\"peer\":\"0:0:0:0:0:0:0:1\",\"status\":400,\"bytes\":0,"
                        + "\"seconds\":0.000000000,\"whole\":true}",
                JSON.line(refused));
    }

    /** The columns: what a peer said, in the combined format, in JSON. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "plain,   plain,     plain",
                "a\"b,    a\\\"b,    a\\\"b",
                "a\\b,    a\\\\b,    a\\\\b",
                "\" 200 1 \", \\\" 200 1 \\\", \\\" 200 1 \\\"",
                "`\u001b[2J`, \\x1b[2J, \\u001b[2J",
                "`a\tb`,  a\\x09b,   a\\u0009b",
                "`a\nb`,  a\\x0ab,   a\\u000ab",
                "`a\rb`,  a\\x0db,   a\\u000db",
                "`a\u0000b`, a\\x00b, a\\u0000b",
                "\u007f,  \\x7f,     \\u007f",
                "\u0085,  \\x85,     \\u0085",
                "caf\u00e9, caf\\xe9, caf\\u00e9",
                "a/b,     a/b,       a/b"
            })
    void shouldEscapeWhatPeersSay(String said, String combined, String json) {
        AccessEntry entry = of("/", Optional.of(said), Optional.of(said));
        String line = COMBINED.line(entry);
        assertTrue(line.endsWith(" \"" + combined + "\" \"" + combined + "\""), line);
        String object = JSON.line(entry);
        assertTrue(object.endsWith(",\"referer\":\"" + json + "\",\"userAgent\":\"" + json + "\"}"), object);
        assertTrue((line + object).chars().allMatch(c -> c >= ' ' && c <= '~'), line + object);
    }

    @Test
    void shouldWriteAnObjectOfJson() {
        Security security = new Security(
                "TLSv1.3",
                "TLS_AES_128_GCM_SHA256",
                Optional.empty(),
                Optional.of("h.test"),
                Optional.of("http/1.1"),
                false,
                List.of(CertificateAuthority.create("Root")
                        .issue(LeafRequest.forClient("Ada \"A\" Ä"))
                        .leaf()),
                List.of());
        AccessEntry entry = entry(
                new AccessEntry.Asked("PUT", "/a?b", "HTTP/1.1", Optional.of("r?q"), Optional.empty()),
                Optional.of(security));
        assertEquals(
                "{\"time\":\"2026-01-02T13:14:15.250Z\",\"peer\":\"192.0.2.7\",\"method\":\"PUT\",\"target\":\"/a?b\","
                        + "\"version\":\"HTTP/1.1\",\"status\":200,\"bytes\":1234,\"seconds\":0.001500000,"
                        + "\"whole\":true,\"referer\":\"r?q\",\"protocol\":\"TLSv1.3\","
                        + "\"cipher\":\"TLS_AES_128_GCM_SHA256\",\"serverName\":\"h.test\","
                        + "\"client\":\"CN=Ada \\\\\\\"A\\\\\\\" \\u00c4\"}",
                JSON.line(entry));
        String withoutQueries = JSON.withoutQueries().line(entry);
        assertTrue(withoutQueries.contains("\"target\":\"/a\",") && withoutQueries.contains("\"referer\":\"r\","));
    }
}

package staunch.http.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a proxy is told to do: hosts, credentials, bounds. */
class ProxySettingsTest {
    @ParameterizedTest
    @CsvSource({
        "example.com,example.com,true",
        "example.com,EXAMPLE.com,true",
        "Example.Com,example.com,true",
        "example.com,www.example.com,false",
        "example.com,examplexcom,false",
        "*.example.com,www.example.com,true",
        "*.example.com,a.b.example.com,true",
        "*.example.com,example.com,false",
        "*.example.com,badexample.com,false",
        "*.example.com,www.example.com.evil,false",
        "*,anything,true",
        "10.*,10.0.0.1,true",
        "10.*,110.0.0.1,false",
        "::1,::1,true",
        "fe80:*,fe80::1,true",
        "FD00::*,fd00::7,true",
        "a*b*c,axxbyyc,true",
        "a*b*c,acb,false",
    })
    void shouldMatchHosts(String glob, String host, boolean matches) {
        assertEquals(matches, HostPatterns.of(glob).matches(host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "https://x",
                "x/y",
                "[::1]",
                "a?",
                "\\Q",
                "a\n",
                "localhost:9443",
                "localhost:*",
                "*:443",
                ":443",
                "127.0.0.1:80",
                "cafe:8080",
                "http:x"
            })
    void shouldRefuseWhatNoHostIs(String glob) {
        assertThrows(IllegalArgumentException.class, () -> HostPatterns.of(glob));
    }

    @Test
    void shouldKnowNoneAndAll() {
        assertFalse(HostPatterns.NONE.matches("a"));
        assertTrue(HostPatterns.NONE.isEmpty());
        assertTrue(HostPatterns.ALL.matches("a"));
        assertEquals("a, *.b", HostPatterns.of("a", "*.b").toString());
    }

    @ParameterizedTest
    @CsvSource({
        "Basic YWRhOmw6dmU=,true",
        "basic YWRhOmw6dmU=,true",
        "BASIC   YWRhOmw6dmU= ,true",
        "Basic YWRhOmw6dmU,true",
        "Basic YWRhOmw6dmV4,false",
        "Basic YWRhOg==,false",
        "Basic,false",
        "Basic ???,false",
        "Bearer YWRhOmw6dmU=,false",
        "YWRhOmw6dmU=,false",
        "'',false",
    })
    void shouldTakeTheRightCredentialsAlone(String value, boolean right) {
        ProxyCredentials wanted = ProxyCredentials.of("ada", "l:ve");
        assertEquals(right, wanted.areShownBy(Optional.of(value)));
        assertFalse(wanted.areShownBy(Optional.empty()));
        assertFalse(wanted.toString().contains("l:ve"));
    }

    @Test
    void shouldRefuseAUserWithAColon() {
        assertThrows(IllegalArgumentException.class, () -> ProxyCredentials.of("a:b", "c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "**", "*.*", "*n*"})
    void shouldNeverLeaveAllServersUnverified(String glob) {
        assertThrows(
                IllegalArgumentException.class,
                () -> ProxyOptions.DEFAULT.withInsecureUpstreams(HostPatterns.of(glob)));
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        ProxyOptions options = ProxyOptions.DEFAULT;
        assertThrows(IllegalArgumentException.class, () -> options.withSilenceMillis(0));
        assertThrows(IllegalArgumentException.class, () -> options.withPinnedClients(-1, 1));
        assertThrows(IllegalArgumentException.class, () -> options.withPinnedClients(1, 0));
        assertThrows(IllegalArgumentException.class, () -> options.withTimeouts(1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> options.withMaxConnectionsPerOrigin(0));
        assertThrows(IllegalArgumentException.class, () -> BodyEdit.whole(-1, bytes -> bytes));
    }
}

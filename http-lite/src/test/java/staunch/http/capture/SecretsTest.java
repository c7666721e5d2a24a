package staunch.http.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    private final Secrets secrets = Secrets.redacted();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "Proxy-Authorization",
                "Proxy-Authenticate",
                "cookie",
                "Set-Cookie",
                "X-Api-Key",
                "api_key",
                "access_token",
                "X-CSRF-Token",
                "client_secret",
                "Password",
                "JSESSIONID",
                "key",
                "X-Amz-Signature",
                "sig"
            })
    void shouldTakeOutWhatItsNameGivesAway(String name) {
        assertEquals("[redacted]", secrets.value(name, "s3cret"));
        assertEquals("s3cret", Secrets.kept().value(name, "s3cret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type", "Host", "q", "code", "monkey", "author", "Accept", "pinned"})
    void shouldLeaveTheRest(String name) {
        assertEquals("value", secrets.value(name, "value"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://a/b, https://a/b",
        "https://a/token=x, https://a/token=x",
        "https://a/?q=1&token=x&r=2, https://a/?q=1&token=[redacted]&r=2",
        "https://a/?to%6ben=x, https://a/?to%6ben=[redacted]",
        "https://a/?token, https://a/?token",
        "https://a/?a=1?sig=x, https://a/?a=1?sig=[redacted]",
        "https://a/#access_token=x&state=y, https://a/#access_token=[redacted]&state=y",
        "https://a/?%zz=1;pwd=x, https://a/?%zz=1;pwd=[redacted]",
    })
    void shouldLookIntoQueryAndFragment(String url, String safe) {
        assertEquals(safe, secrets.url(url));
        assertEquals(safe, secrets.value("Referer", url));
        assertEquals(safe, secrets.value("Location", url));
        assertEquals(url, Secrets.kept().value("Location", url));
    }

    @Test
    void shouldTakeOutEveryCookie() {
        assertEquals("[redacted]", secrets.cookie("dark"));
        assertEquals("dark", Secrets.kept().cookie("dark"));
    }
}

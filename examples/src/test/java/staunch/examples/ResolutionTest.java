package staunch.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResolutionTest {
    @ParameterizedTest
    @CsvSource({
        "example.test:443:127.0.0.1, example.test, 443, 127.0.0.1",
        "example.test:443:::1, example.test, 443, ::1",
        "example.test:443:[::1], example.test, 443, ::1",
        "example.test:8443:localhost, example.test, 8443, localhost"
    })
    void shouldReadItsThreeParts(String text, String host, int port, String address) {
        assertEquals(new Resolution(host, port, address), Resolution.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.test",
                "example.test:443",
                "example.test:443:",
                ":443:127.0.0.1",
                "a:b:c",
                "a:1/:b",
                "a:65536:b",
                "a:-1:b"
            })
    void shouldRefuseAnotherForm(String text) {
        CommandFailure failure = assertThrows(CommandFailure.class, () -> Resolution.parse(text));
        assertTrue(failure.getMessage().endsWith("does not have the form HOST:PORT:ADDRESS"), failure::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.test:443:127.0.0.1:8443", "example.test:443:[::1]:8443"})
    void shouldSayThatAnAddressHasNoPort(String text) {
        CommandFailure failure = assertThrows(CommandFailure.class, () -> Resolution.parse(text));
        assertTrue(failure.getMessage().contains("has no port; the connection goes to port 443"), failure::getMessage);
    }

    @ParameterizedTest
    @CsvSource({"example.test, 443, 127.0.0.1", "EXAMPLE.test, 443, 127.0.0.1", "example.test, 8443, 127.0.0.3"})
    void shouldGoWhereTheFirstThatFitsSays(String host, int port, String address) {
        List<Resolution> resolutions = List.of(
                Resolution.parse("example.test:443:127.0.0.1"),
                Resolution.parse("example.test:443:127.0.0.2"),
                Resolution.parse("example.test:8443:127.0.0.3"));
        assertEquals(List.of(new InetSocketAddress(address, port)), Resolution.addressesOf(host, port, resolutions));
    }

    @Test
    void shouldAskTheSystemForOthers() {
        List<Resolution> others = List.of(Resolution.parse("example.test:443:127.0.0.2"));
        assertEquals(
                List.of(new InetSocketAddress("127.0.0.1", 443)), Resolution.addressesOf("127.0.0.1", 443, others));
    }

    @Test
    void shouldSayHowToGiveAnAddressThatIsNotKnown() {
        CommandFailure failure =
                assertThrows(CommandFailure.class, () -> Resolution.addressesOf("no.such.invalid", 443, List.of()));
        assertTrue(failure.getMessage().contains("--resolve no.such.invalid:443:ADDRESS"), failure::getMessage);
    }
}

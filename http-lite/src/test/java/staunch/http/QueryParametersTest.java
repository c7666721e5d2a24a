package staunch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import staunch.http.codec.Status;

class QueryParametersTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "a=1, 1",
                "a=1&a=2, 1 2",
                "b=2&a=1&ab=3, 1",
                "a, \"\"",
                "a=, \"\"",
                "&&a=1&, 1",
                "a=b=c, b=c",
                "a=x&=y, x",
                "%61=1, 1",
                "%41=1, none",
                "a=%41%42, AB",
                "a=1%2B2, 1+2",
                "a=%26%3d, &=",
                "a=%e2%82%ac, €",
                "a=%, %",
                "a=%4, %4",
                "a=%zz, %zz",
                "a=%-1, %-1",
                "a=%ff, \ufffd",
                "b=a, none",
                "\"\", none",
                "A=1, none"
            })
    void shouldFindTheValuesOfAName(String query, String values) {
        List<String> expected = values.equals("none") ? List.of() : List.of(values.split(" ", -1));
        assertEquals(expected, QueryParameters.all(query, "a"));
    }

    @Test
    void shouldTakeAPlusForASpaceInNamesAndValues() {
        assertEquals(List.of("x y"), QueryParameters.all("a+b=x+y", "a b"));
        assertEquals(List.of("x y"), QueryParameters.all("a%20b=x%20y", "a b"));
    }

    @Test
    void shouldShowThemToHandlers() {
        List<Object> seen = new ArrayList<>();
        try (World world = new World()) {
            world.serve(exchange -> {
                seen.add(exchange.queryParameter("q"));
                seen.add(exchange.queryParameters("q"));
                exchange.respond(Response.of(Status.OK));
            });
            RawPeer client = world.dial();
            for (String target : List.of("/?q=a+b&q=c", "/", "/?x")) {
                client.send("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
            }
            world.settle();
        }
        assertEquals(
                List.of(
                        Optional.of("a b"),
                        List.of("a b", "c"),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        List.of()),
                seen);
    }
}

package staunch.tls.pki;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is found under which name. */
class IdentitiesTest {
    private static final CertificateAuthority AUTHORITY = CertificateAuthority.create("Test Root");
    private static final Identity EXACT = server("www.example.test");
    private static final Identity WILD = server("*.example.test", "example.test");
    private static final Identity OTHER = server("other.test", "192.0.2.7", "bücher.test");
    private static final Identity FALLBACK = server("fallback.test");

    private static Identity server(String... names) {
        return AUTHORITY.issue(LeafRequest.forServer(names));
    }

    private static String who(Identities identities, String name) {
        Optional<String> asked = name.equals("-") ? Optional.empty() : Optional.of(name);
        List<Identity> found = identities.forName(asked);
        assertTrue(found.size() <= 1, found::toString);
        Identity only = found.isEmpty() ? null : found.get(0);
        return only == EXACT
                ? "exact"
                : only == WILD ? "wild" : only == OTHER ? "other" : only == FALLBACK ? "default" : "nobody";
    }

    @ParameterizedTest
    @CsvSource({
        "www.example.test, exact",
        "WWW.Example.TEST, exact",
        "mail.example.test, wild",
        "example.test, wild",
        "a.b.example.test, default",
        "*.example.test, wild",
        "wwwexample.test, default",
        ".example.test, default",
        "xn--bcher-kva.test, other",
        "192.0.2.7, default",
        "test, default",
        "nobody.example, default",
        "-, default"
    })
    void shouldFindTheExactNameThenTheWildcardThenTheDefault(String name, String expected) {
        Identities identities = Identities.of(List.of(WILD, EXACT, OTHER)).withDefault(FALLBACK);
        assertEquals(expected, who(identities, name));
        String withoutDefault = expected.equals("default") ? "nobody" : expected;
        assertEquals(withoutDefault, who(identities.withDefault(), name));
    }

    @Test
    void shouldTakeExplicitNamesInEitherForm() {
        Identities identities =
                Identities.NONE.with(OTHER, "Müller.test", "*.Alias.test.").with(EXACT, "one.alias.test");
        assertEquals(Set.of("xn--mller-kva.test", "*.alias.test", "one.alias.test"), identities.names());
        assertEquals("other", who(identities, "two.alias.test"));
        assertEquals("exact", who(identities, "one.alias.test"));
        assertEquals("nobody", who(identities, "other.test"));
        assertEquals(Set.of(OTHER, EXACT), identities.all());
    }

    @Test
    void shouldKeepAllOfOneNameInTheirOrder() {
        Identity rsa = AUTHORITY.issue(LeafRequest.forServer("other.test").withKeyType(KeyType.RSA_2048));
        Identities identities = Identities.of(List.of(rsa, OTHER, rsa));
        assertEquals(List.of(rsa, OTHER), identities.forName(Optional.of("other.test")));
        assertEquals(Set.of(rsa, OTHER), identities.all());
    }

    @Test
    void shouldAlwaysShowTheOneForAll() {
        for (String name : new String[] {"-", "other.test", "nobody.test"}) {
            assertEquals("other", who(Identities.always(OTHER), name));
        }
    }

    @Test
    void shouldSayWhatCannotBeFoundByAName() {
        Identity addressOnly = server("192.0.2.1");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Identities.of(List.of(addressOnly)))
                .getMessage()
                .contains("holds no DNS name: give the names explicitly, or make it the default"));
        for (String wrong : new String[] {"192.0.2.1", "::1", "a b", "*.*.test", "w*.test", ""}) {
            assertThrows(IllegalArgumentException.class, () -> Identities.NONE.with(OTHER, wrong), wrong);
        }
        assertThrows(IllegalArgumentException.class, () -> Identities.NONE.with(OTHER));
    }

    @Test
    void shouldCompareByWhatIsShown() {
        Identity again = Identity.of(OTHER.chain(), OTHER.privateKey());
        assertEquals(OTHER, again);
        assertEquals(OTHER.hashCode(), again.hashCode());
        assertNotEquals(OTHER, EXACT);
        assertEquals(Identities.of(List.of(OTHER)), Identities.of(List.of(again)));
        assertNotEquals(Identities.of(List.of(OTHER)), Identities.of(List.of(EXACT)));
        assertNotEquals(Identities.of(List.of(OTHER)), Identities.always(OTHER));
    }

    @Test
    void shouldShowNoKeyInText() {
        String text = Identities.of(List.of(WILD)).withDefault(OTHER).toString();
        assertTrue(text.contains("*.example.test"), text);
        assertFalse(text.contains("PrivateKey"), text);
    }
}

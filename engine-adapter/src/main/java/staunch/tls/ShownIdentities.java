package staunch.tls;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import staunch.reactor.Layer;
import staunch.tls.pki.Identities;
import staunch.tls.pki.Identity;
import staunch.tls.record.ClientHello;

/** Who is shown to which client. Immutable: a reload puts another in its place. */
final class ShownIdentities {
    private final Identities identities;
    private final Map<Identity, ShownIdentity> shown;

    private ShownIdentities(Identities identities, Map<Identity, ShownIdentity> shown) {
        this.identities = identities;
        this.shown = shown;
    }

    /** @param show makes an identity ready to be shown */
    static ShownIdentities of(Identities identities, Function<Identity, ShownIdentity> show) {
        return new ShownIdentities(Identities.NONE, Map.of()).reloaded(identities, show);
    }

    /** Others, where those who stay keep their contexts and so their sessions. */
    ShownIdentities reloaded(Identities wanted, Function<Identity, ShownIdentity> show) {
        Map<Identity, ShownIdentity> next = new HashMap<>();
        for (Identity identity : wanted.all()) {
            ShownIdentity known = shown.get(identity);
            next.put(identity, known == null ? show.apply(identity) : known);
        }
        if (next.isEmpty()) {
            throw new IllegalArgumentException("a server needs at least one identity to show");
        }
        return new ShownIdentities(wanted, Map.copyOf(next));
    }

    Identities identities() {
        return identities;
    }

    /** The one that is shown to everybody, or null if that depends on what the client says. */
    @Nullable
    Layer always() {
        List<Identity> defaults = identities.defaults();
        return shown.size() == 1 && !defaults.isEmpty() ? shown.get(defaults.get(0)) : null;
    }

    /** The one for this client: of those with the name it asks for the one that suits it best, the first of equals. */
    Optional<Layer> forClient(ClientHello hello) {
        ShownIdentity best = null;
        int bestSuits = -1;
        for (Identity identity : identities.forName(hello.serverName())) {
            ShownIdentity candidate = Objects.requireNonNull(shown.get(identity));
            int suits = candidate.suits(hello);
            if (suits > bestSuits) {
                best = candidate;
                bestSuits = suits;
            }
        }
        return Optional.ofNullable(best);
    }
}

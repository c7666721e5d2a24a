package staunch.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import staunch.bench.Asked;
import staunch.bench.Plan;
import staunch.bench.Summary;
import staunch.tls.TlsOptions;

/** What a run is called where it stands beside others: by what tells it apart from them. */
final class LoadTitle {
    private LoadTitle() {}

    /**
     * The title.
     *
     * @param what is measured, and where
     * @param tls how it is encrypted, if it is
     * @param asked which handshakes are wanted
     */
    static String of(Summary.Kind kind, String what, Optional<TlsOptions> tls, Plan plan, Asked asked) {
        List<String> parts = new ArrayList<>(List.of(what));
        tls.ifPresent(options -> parts.addAll(encryption(options)));
        if (kind == Summary.Kind.HANDSHAKES) {
            parts.add(resumption(asked.resumeShare()));
        }
        if (!asked.words().isEmpty()) {
            parts.add(asked.words());
        }
        if (plan.isOpen()) {
            parts.add(number(plan.ratePerSecond()) + "/s");
        } else if (kind == Summary.Kind.HANDSHAKES) {
            parts.add(plan.places() + " at once"); // the others say how many connections they have
        }
        return String.join(", ", parts);
    }

    /** The provider, and the versions that it offers. */
    static List<String> encryption(TlsOptions options) {
        return List.of(
                options.provider(),
                options.versions().stream()
                        .map(version -> version.protocolName().replace("TLSv", ""))
                        .collect(Collectors.joining(" or ", "TLS ", "")));
    }

    private static String resumption(double share) {
        return share == 0 ? "full" : share == 1 ? "resumed" : number(100 * share) + " % resumed";
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.1f", value);
    }
}

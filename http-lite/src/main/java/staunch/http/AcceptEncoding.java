package staunch.http;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import staunch.http.codec.Fields;

/**
 * Which codings a client takes, and how gladly (RFC 9110 §12.5.3). Without the field nothing is coded: a client that knows
 * codings says so. What is not coded is sent even to a client that refuses it, rather than nothing.
 */
final class AcceptEncoding {
    private static final String IDENTITY = "identity";
    private static final String ANY = "*";
    /** Quality in thousandths: three digits is all that a qvalue has (RFC 9110 §12.4.2). */
    private static final int FULL = 1_000;

    private static final Pattern QUALITY = Pattern.compile("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)");

    private final Map<String, Integer> qualities = new HashMap<>();

    AcceptEncoding(Fields request) {
        for (String member : request.members("Accept-Encoding")) {
            int semicolon = member.indexOf(';');
            String coding = semicolon < 0 ? member : member.substring(0, semicolon);
            int quality = semicolon < 0 ? FULL : quality(member.substring(semicolon + 1));
            qualities.putIfAbsent(canonical(coding.strip().toLowerCase(Locale.ROOT)), quality);
        }
    }

    private static String canonical(String coding) {
        return coding.equals("x-gzip") ? "gzip" : coding;
    }

    /** What {@code q=0.5} says; 0, a refusal, for anything else. */
    private static int quality(String parameter) {
        String text = parameter.strip().toLowerCase(Locale.ROOT);
        if (!QUALITY.matcher(text).matches()) {
            return 0;
        }
        String fraction = text.length() < 4 ? "" : text.substring(4);
        return (text.charAt(2) - '0') * FULL + Integer.parseInt((fraction + "000").substring(0, 3));
    }

    /** The coding, of those that can be had, that is liked best, the better one if two are; empty for none at all. */
    Optional<FileCoding> best(Set<FileCoding> offered) {
        Optional<FileCoding> best = Optional.empty();
        int bestQuality = Math.max(qualities.getOrDefault(IDENTITY, 0) - 1, 0);
        for (FileCoding coding : FileCoding.values()) {
            int quality = qualities.getOrDefault(coding.token(), qualities.getOrDefault(ANY, 0));
            if (offered.contains(coding) && quality > bestQuality) {
                best = Optional.of(coding);
                bestQuality = quality;
            }
        }
        return best;
    }

    boolean accepts(FileCoding coding) {
        return best(Set.of(coding)).isPresent();
    }
}

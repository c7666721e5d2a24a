package staunch.http.capture;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Names and values of a query, or of a form in {@code application/x-www-form-urlencoded}. */
final class FormText {
    /** A pair, decoded. */
    record Pair(String name, String value) {}

    private FormText() {}

    static List<Pair> pairs(String text) {
        List<Pair> pairs = new ArrayList<>();
        for (String pair : text.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                pairs.add(
                        equals < 0
                                ? new Pair(decode(pair), "")
                                : new Pair(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1))));
            }
        }
        return pairs;
    }

    /** As it is if it is not well-formed. */
    static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }
}

package staunch.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A query as the pairs that forms make of it (application/x-www-form-urlencoded, as the URL standard parses it): looked
 * through anew for each question, which bounds what it costs by what the head of a request may hold.
 */
final class QueryParameters {
    private QueryParameters() {}

    /** The values of {@code name}, in their order. */
    static List<String> all(String query, String name) {
        List<String> values = new ArrayList<>();
        int start = 0;
        while (start < query.length()) {
            int ampersand = query.indexOf('&', start);
            int end = ampersand < 0 ? query.length() : ampersand;
            int equals = query.indexOf('=', start);
            int nameEnd = equals < 0 || equals > end ? end : equals;
            if (start < end && isName(query, start, nameEnd, name)) {
                values.add(nameEnd == end ? "" : decoded(query, nameEnd + 1, end));
            }
            start = end + 1;
        }
        return values;
    }

    private static boolean isName(String query, int start, int end, String name) {
        return isCoded(query, start, end)
                ? decoded(query, start, end).equals(name)
                : end - start == name.length() && query.startsWith(name, start);
    }

    private static boolean isCoded(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (text.charAt(i) == '%' || text.charAt(i) == '+') {
                return true;
            }
        }
        return false;
    }

    /** A percent sign that is not followed by two digits stands for itself, and so does what is not UTF-8, replaced. */
    private static String decoded(String query, int start, int end) {
        if (!isCoded(query, start, end)) {
            return query.substring(start, end);
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream(end - start);
        for (int i = start; i < end; i++) {
            char c = query.charAt(i);
            int octet = c == '%' && i + 2 < end ? PercentEncoding.hex(query.charAt(i + 1), query.charAt(i + 2)) : -1;
            if (octet >= 0) {
                octets.write(octet);
                i += 2;
            } else {
                octets.write(c == '+' ? ' ' : c);
            }
        }
        return octets.toString(StandardCharsets.UTF_8);
    }
}

package staunch.http.codec;

import java.util.Locale;
import java.util.Set;

/**
 * Fields that have no meaning, or a dangerous one, behind a body: those for framing, routing, authentication, modifiers
 * and content (RFC 9110 §6.5.1). They are dropped from what comes in and refused in what goes out.
 */
final class TrailerRules {
    private static final Set<String> FORBIDDEN = Set.of(
            "age",
            "authorization",
            "cache-control",
            "connection",
            "content-encoding",
            "content-length",
            "content-range",
            "content-type",
            "cookie",
            "date",
            "expect",
            "expires",
            "host",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "keep-alive",
            "location",
            "max-forwards",
            "pragma",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "range",
            "retry-after",
            "set-cookie",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "vary",
            "warning",
            "www-authenticate");

    private TrailerRules() {}

    static boolean isForbidden(String name) {
        return FORBIDDEN.contains(name.toLowerCase(Locale.ROOT));
    }

    /** What of a trailer section may be shown. */
    static Fields allowed(FieldIndex section) {
        FieldIndex allowed = new FieldIndex();
        for (int i = 0; i < section.count(); i++) {
            if (!isForbidden(section.name(i))) {
                allowed.append(section, i);
            }
        }
        return Fields.copyOf(allowed);
    }
}

package staunch.http.capture;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Takes out what looks like a credential, by its name: a guess, which a secret with an innocent name escapes, and one in a path
 * or in a body other than a form.
 */
final class Secrets {
    /** What stands in place of a secret. */
    static final String REDACTED = "[redacted]";

    /** Of names without case and punctuation: those that have one of these in them. */
    private static final List<String> PARTS = List.of(
            "password",
            "passwd",
            "passphrase",
            "secret",
            "token",
            "apikey",
            "accesskey",
            "privatekey",
            "signature",
            "credential",
            "sessionid",
            "sessid",
            "authorization",
            "assertion",
            "samlresponse");

    /** And those that are one of these. */
    private static final Set<String> WHOLE =
            Set.of("auth", "cookie", "jwt", "key", "otp", "pass", "pin", "pwd", "session", "setcookie", "sid", "sig");

    /** Fields whose value is a URL, whose query and fragment are looked into. */
    private static final Set<String> URLS = Set.of("contentlocation", "location", "referer", "refresh");

    private final boolean kept;

    private Secrets(boolean kept) {
        this.kept = kept;
    }

    static Secrets redacted() {
        return new Secrets(false);
    }

    static Secrets kept() {
        return new Secrets(true);
    }

    /** The value of a field, of a parameter or of a part of a form. */
    String value(String name, String value) {
        String bare = bare(name);
        if (kept) {
            return value;
        }
        if (isSecret(bare) || name.toLowerCase(Locale.ROOT).startsWith("proxy-auth")) {
            return REDACTED;
        }
        return URLS.contains(bare) ? url(value) : value;
    }

    /** The value of a cookie, whatever its name. */
    String cookie(String value) {
        return kept ? value : REDACTED;
    }

    /** A URL: what stands behind the first {@code ?} or {@code #} is looked into. */
    String url(String url) {
        int start = 0;
        while (start < url.length() && url.charAt(start) != '?' && url.charAt(start) != '#') {
            start++;
        }
        return start == url.length() ? url : url.substring(0, start + 1) + pairs(url.substring(start + 1));
    }

    /** {@code name=value} by {@code name=value}, as in a query or a form; all else stays as it is. */
    String pairs(String text) {
        if (kept) {
            return text;
        }
        StringBuilder safe = new StringBuilder();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || "&;#?".indexOf(text.charAt(i)) >= 0) {
                safe.append(pair(text.substring(start, i)));
                safe.append(text, i, Math.min(i + 1, text.length()));
                start = i + 1;
            }
        }
        return safe.toString();
    }

    private static String pair(String pair) {
        int equals = pair.indexOf('=');
        return equals >= 0 && isSecret(bare(FormText.decode(pair.substring(0, equals))))
                ? pair.substring(0, equals + 1) + REDACTED
                : pair;
    }

    private static boolean isSecret(String bare) {
        return WHOLE.contains(bare) || PARTS.stream().anyMatch(bare::contains);
    }

    /** {@code X-Api_Key} and {@code apiKey} are one. */
    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}

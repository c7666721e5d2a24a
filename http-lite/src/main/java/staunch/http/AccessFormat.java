package staunch.http;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The line of an {@link AccessLog} for an answer. What a peer says can neither end the line nor its own place in it: control
 * characters, quotes, and all beyond ASCII are escaped. Queries are kept; {@link #withoutQueries} cuts them off. Called by
 * the one thread of a {@link LineWriter}.
 */
@FunctionalInterface
public interface AccessFormat {
    /** The line, without its end. */
    String line(AccessEntry entry);

    /** This format, of targets and referers without their queries. */
    default AccessFormat withoutQueries() {
        return entry -> line(entry.withoutQueries());
    }

    /**
     * The combined log format of the Apache server, which most tools read: {@code 127.0.0.1 - - [02/Jan/2026:13:14:15 +0000]
     * "GET /a?b HTTP/1.1" 200 5 "referer" "user agent"}. There is a dash for what is not known, and for a body of no bytes.
     * Within quotes, {@code \"} and {@code \\} stand for themselves and <code>\xHH</code> for any other octet.
     *
     * @param zone in which the time is given
     */
    static AccessFormat combined(ZoneId zone) {
        DateTimeFormatter time = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
                .withZone(zone);
        return entry -> CombinedLine.of(entry, time);
    }

    /**
     * An object of JSON with the names {@code time}, {@code peer}, {@code method}, {@code target}, {@code version}, {@code
     * status}, {@code bytes}, {@code seconds}, {@code whole}, {@code referer}, {@code userAgent}, and over TLS {@code
     * protocol}, {@code cipher}, {@code serverName} and {@code client}, the subject of the client's certificate. What is not
     * known is left out.
     */
    static AccessFormat json() {
        return JsonLine::of;
    }
}

package staunch.examples;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import staunch.http.LineWriter;

/**
 * Lines for a person to read, each of which begins with the time and a peer's address.
 *
 * @param lines prints them
 * @param zone in which the time is given
 */
record TimedLines(LineWriter lines, ZoneId zone) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    /** All that ends a line, moves the cursor, or changes how what follows looks, also beyond ASCII. */
    private static final Pattern NOT_PRINTED = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    /** Soon, without waiting for the terminal; what a peer said cannot move its cursor. */
    void print(Instant time, InetSocketAddress peer, String what) {
        lines.write(() -> {
            String line = TIME.format(time.atZone(zone)) + " " + PrintedAddress.of(peer.getAddress()) + " " + what;
            return NOT_PRINTED.matcher(line).replaceAll("?");
        });
    }
}

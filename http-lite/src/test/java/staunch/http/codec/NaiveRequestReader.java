package staunch.http.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules for requests once more, slowly, over a whole text, with regular expressions: to be compared with the decoder,
 * with which it shares nothing. It knows no limit but the body's.
 */
final class NaiveRequestReader {
    private static final String TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
    private static final Pattern REQUEST_LINE =
            Pattern.compile("(" + TOKEN + ") ([!-~&&[^#]]+) HTTP/([0-9])\\.([0-9])");
    private static final Pattern FIELD = Pattern.compile("(" + TOKEN + "):([\\t\\x20-\\x7e\\x80-\\xff]*)");
    private static final String HOST = "(?:[A-Za-z0-9._~-]+|\\[[A-Za-z0-9._~:-]+])";
    private static final Pattern AUTHORITY = Pattern.compile(HOST + "(?::([0-9]*))?");
    private static final Pattern ABSOLUTE = Pattern.compile("(?i:https?)://([^/?]*)([/?].*)?");
    private static final Pattern CHUNK_LINE = Pattern.compile("([0-9A-Fa-f]+)(?:;" + TOKEN + "(?:=(?:" + TOKEN
            + "|\"(?:[\\t\\x20-\\x7e\\x80-\\xff&&[^\"\\\\]]|\\\\[\\t\\x20-\\x7e\\x80-\\xff])*\"))?)*");

    /** The text ended inside a message, so that the decoder may or may not yet have seen what is wrong. */
    static final String INCOMPLETE = "INCOMPLETE";

    private final String text;
    private final long maxBodyBytes;
    private final List<String> events = new ArrayList<>();
    private int at;

    private static final class Stop extends Exception {
        private static final long serialVersionUID = 1L;

        Stop(String verdict) {
            super(verdict);
        }
    }

    NaiveRequestReader(String text, long maxBodyBytes) {
        this.text = text;
        this.maxBodyBytes = maxBodyBytes;
    }

    /** Heads and bodies of the whole messages, then REJECTED, FINISHED, INCOMPLETE, or nothing at a boundary. */
    List<String> read() {
        try {
            while (at < text.length()) {
                message();
            }
        } catch (Stop stop) {
            events.add(stop.getMessage());
        }
        return events;
    }

    private void message() throws Stop {
        if (text.startsWith("\r\n", at)) {
            at += 2;
            if (at == text.length()) {
                return;
            }
        }
        Matcher start = REQUEST_LINE.matcher(line());
        require(start.matches(), 400);
        require(start.group(3).equals("1"), 505);
        boolean is10 = start.group(4).equals("0");
        List<String[]> fields = section();
        target(start.group(1), start.group(2));
        List<String> hosts = values(fields, "host");
        require(hosts.size() == 1 || hosts.isEmpty() && is10, 400);
        require(hosts.isEmpty() || isAuthority(hosts.get(0), false), 400);
        String framing = framing(is10, values(fields, "transfer-encoding"), values(fields, "content-length"));
        for (String expect : values(fields, "expect")) {
            for (String member : expect.split(",")) {
                String name = member.strip();
                require(is10 || name.isEmpty() || name.equalsIgnoreCase("100-continue"), 417);
            }
        }
        String head = start.group(1) + " " + start.group(2) + (is10 ? " HTTP/1.0 " : " HTTP/1.1 ") + framing;
        String body = body(framing, values(fields, "content-length"));
        events.add(head);
        events.add(body);
        List<String> options = new ArrayList<>();
        for (String value : values(fields, "connection")) {
            for (String option : value.split(",")) {
                options.add(option.strip().toLowerCase(Locale.ROOT));
            }
        }
        if (options.contains("close") || is10 && !options.contains("keep-alive")) {
            throw new Stop("FINISHED");
        }
    }

    private static void target(String method, String target) throws Stop {
        Matcher absolute = ABSOLUTE.matcher(target);
        boolean valid = method.equals("CONNECT")
                ? isAuthority(target, true)
                : target.startsWith("/")
                        || target.equals("*") && method.equals("OPTIONS")
                        || absolute.matches() && isAuthority(absolute.group(1), false);
        require(valid, 400);
    }

    private static boolean isAuthority(String text, boolean withPort) {
        Matcher matcher = AUTHORITY.matcher(text);
        if (!matcher.matches()) {
            return false;
        }
        String port = matcher.group(1);
        if (port == null || port.isEmpty()) {
            return !withPort;
        }
        String digits = port.replaceFirst("^0+", "");
        return digits.isEmpty() ? !withPort : digits.length() <= 5 && Integer.parseInt(digits) <= 65_535;
    }

    private String framing(boolean is10, List<String> codings, List<String> lengths) throws Stop {
        if (codings.isEmpty()) {
            if (lengths.isEmpty()) {
                return "NONE";
            }
            require(lengths.size() == 1 && lengths.get(0).matches("0|[1-9][0-9]*"), 400);
            require(lengths.get(0).length() < 19, 400);
            require(Long.parseLong(lengths.get(0)) <= maxBodyBytes, 413);
            return "LENGTH";
        }
        require(!is10 && lengths.isEmpty() && codings.size() == 1, 400);
        String coding = codings.get(0).toLowerCase(Locale.ROOT);
        if (coding.equals("chunked")) {
            return "CHUNKED";
        }
        boolean known = coding.matches("(?:" + TOKEN + "[ \\t]*,[ \\t]*)+chunked")
                && !coding.replaceFirst("chunked$", "").matches("(?:.*[ \\t,])?chunked[ \\t]*,.*");
        throw new Stop("REJECTED " + (known ? 501 : 400));
    }

    private String body(String framing, List<String> lengths) throws Stop {
        return switch (framing) {
            case "LENGTH" -> take(Integer.parseInt(lengths.get(0)));
            case "CHUNKED" -> chunks();
            default -> "";
        };
    }

    private String chunks() throws Stop {
        StringBuilder body = new StringBuilder();
        while (true) {
            Matcher line = CHUNK_LINE.matcher(line());
            require(line.matches(), 400);
            String digits = line.group(1).replaceFirst("^0+", "");
            require(digits.length() < 16 || digits.length() == 16 && digits.charAt(0) < '8', 400);
            long size = digits.isEmpty() ? 0 : Long.parseLong(digits, 16);
            require(size <= maxBodyBytes - body.length(), 413);
            if (size == 0) {
                section();
                return body.toString();
            }
            body.append(take((int) size));
            require(take(2).equals("\r\n"), 400);
        }
    }

    private List<String[]> section() throws Stop {
        List<String[]> fields = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            Matcher field = FIELD.matcher(line);
            require(field.matches(), 400);
            fields.add(new String[] {field.group(1), field.group(2).replaceAll("^[ \\t]+|[ \\t]+$", "")});
        }
        return fields;
    }

    private static List<String> values(List<String[]> fields, String name) {
        return fields.stream()
                .filter(field -> field[0].equalsIgnoreCase(name))
                .map(field -> field[1])
                .toList();
    }

    private String line() throws Stop {
        int feed = text.indexOf('\n', at);
        if (feed < 0) {
            throw new Stop(INCOMPLETE);
        }
        require(feed > at && text.charAt(feed - 1) == '\r', 400);
        String line = text.substring(at, feed - 1);
        at = feed + 1;
        return line;
    }

    private String take(int size) throws Stop {
        if (text.length() - at < size) {
            throw new Stop(INCOMPLETE);
        }
        at += size;
        return text.substring(at - size, at);
    }

    private static void require(boolean valid, int status) throws Stop {
        if (!valid) {
            throw new Stop("REJECTED " + status);
        }
    }
}

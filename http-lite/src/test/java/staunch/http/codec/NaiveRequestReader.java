package staunch.http.codec;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules for requests. */
final class NaiveRequestReader extends NaiveReader {
    private static final Pattern REQUEST_LINE =
            Pattern.compile("(" + TOKEN + ") ([!-~&&[^#]]+) HTTP/([0-9])\\.([0-9])");
    private static final String HOST = "(?:[A-Za-z0-9._~-]+|\\[[A-Za-z0-9._~:-]+])";
    private static final Pattern AUTHORITY = Pattern.compile(HOST + "(?::([0-9]*))?");
    private static final Pattern ABSOLUTE = Pattern.compile("(?i:https?)://([^/?]*)([/?].*)?");

    NaiveRequestReader(String text, long maxBodyBytes) {
        super(text, maxBodyBytes);
    }

    @Override
    String refusal(int status) {
        return "REJECTED " + status;
    }

    @Override
    void message() throws Stop {
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
        List<String> options = options(fields);
        if (options.contains("close") || is10 && !options.contains("keep-alive")) {
            throw new Stop("FINISHED");
        }
    }

    private void target(String method, String target) throws Stop {
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
            length(lengths);
            return "LENGTH";
        }
        require(!is10 && lengths.isEmpty(), 400);
        requireChunked(codings);
        return "CHUNKED";
    }

    private String body(String framing, List<String> lengths) throws Stop {
        return switch (framing) {
            case "LENGTH" -> take(length(lengths));
            case "CHUNKED" -> chunks();
            default -> "";
        };
    }
}

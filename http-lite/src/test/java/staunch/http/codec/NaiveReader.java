package staunch.http.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules once more, slowly, over a whole text, with regular expressions: to be compared with a decoder, with which it
 * shares nothing. It knows no limit but the body's. What requests and responses have in common is here.
 */
abstract class NaiveReader {
    static final String TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
    private static final Pattern FIELD = Pattern.compile("(" + TOKEN + "):([\\t\\x20-\\x7e\\x80-\\xff]*)");
    private static final Pattern CHUNK_LINE = Pattern.compile("([0-9A-Fa-f]+)(?:;" + TOKEN + "(?:=(?:" + TOKEN
            + "|\"(?:[\\t\\x20-\\x7e\\x80-\\xff&&[^\"\\\\]]|\\\\[\\t\\x20-\\x7e\\x80-\\xff])*\"))?)*");

    /** The text ended inside a message, so that the decoder may or may not yet have seen what is wrong. */
    static final String INCOMPLETE = "INCOMPLETE";

    final String text;
    final long maxBodyBytes;
    final List<String> events = new ArrayList<>();
    int at;

    static final class Stop extends Exception {
        private static final long serialVersionUID = 1L;

        Stop(String verdict) {
            super(verdict);
        }
    }

    NaiveReader(String text, long maxBodyBytes) {
        this.text = text;
        this.maxBodyBytes = maxBodyBytes;
    }

    /** Reads one message from {@link #at}, and moves that. */
    abstract void message() throws Stop;

    /** What is told of a message that is refused, by a server with this status. */
    abstract String refusal(int status);

    /** Heads and bodies of the whole messages, then REJECTED, FINISHED, INCOMPLETE, or nothing at a boundary. */
    final List<String> read() {
        try {
            while (at < text.length()) {
                message();
            }
        } catch (Stop stop) {
            events.add(stop.getMessage());
        }
        return events;
    }

    /** A length said rightly. */
    final int length(List<String> lengths) throws Stop {
        require(lengths.size() == 1 && lengths.get(0).matches("0|[1-9][0-9]*"), 400);
        require(lengths.get(0).length() < 19, 400);
        require(Long.parseLong(lengths.get(0)) <= maxBodyBytes, 413);
        return Integer.parseInt(lengths.get(0));
    }

    /** That the only coding is chunked. */
    final void requireChunked(List<String> codings) throws Stop {
        require(codings.size() == 1, 400);
        String coding = codings.get(0).toLowerCase(Locale.ROOT);
        boolean known = coding.matches("(?:" + TOKEN + "[ \\t]*,[ \\t]*)+chunked")
                && !coding.replaceFirst("chunked$", "").matches("(?:.*[ \\t,])?chunked[ \\t]*,.*");
        require(coding.equals("chunked"), known ? 501 : 400);
    }

    /** The options of Connection. */
    static List<String> options(List<String[]> fields) {
        List<String> options = new ArrayList<>();
        for (String value : values(fields, "connection")) {
            for (String option : value.split(",")) {
                options.add(option.strip().toLowerCase(Locale.ROOT));
            }
        }
        return options;
    }

    final String chunks() throws Stop {
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

    final List<String[]> section() throws Stop {
        List<String[]> fields = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            Matcher field = FIELD.matcher(line);
            require(field.matches(), 400);
            fields.add(new String[] {field.group(1), field.group(2).replaceAll("^[ \\t]+|[ \\t]+$", "")});
        }
        return fields;
    }

    static List<String> values(List<String[]> fields, String name) {
        return fields.stream()
                .filter(field -> field[0].equalsIgnoreCase(name))
                .map(field -> field[1])
                .toList();
    }

    final String line() throws Stop {
        int feed = text.indexOf('\n', at);
        if (feed < 0) {
            throw new Stop(INCOMPLETE);
        }
        require(feed > at && text.charAt(feed - 1) == '\r', 400);
        String line = text.substring(at, feed - 1);
        at = feed + 1;
        return line;
    }

    final String take(int size) throws Stop {
        if (text.length() - at < size) {
            throw new Stop(INCOMPLETE);
        }
        at += size;
        return text.substring(at - size, at);
    }

    final void require(boolean valid, int status) throws Stop {
        if (!valid) {
            throw new Stop(refusal(status));
        }
    }
}

package staunch.http.codec;

import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules for responses, to requests with the given methods. */
final class NaiveResponseReader extends NaiveReader {
    private static final Pattern STATUS_LINE =
            Pattern.compile("HTTP/1\\.([0-9]) ([1-5][0-9]{2})(?: [\\t\\x20-\\x7e\\x80-\\xff]*)?");

    private final Iterator<Method> methods;
    private boolean interim;
    private Method method = Method.GET;

    NaiveResponseReader(String text, long maxBodyBytes, List<Method> methods) {
        super(text, maxBodyBytes);
        this.methods = methods.iterator();
    }

    @Override
    String refusal(int status) {
        return "REJECTED 502";
    }

    @Override
    void message() throws Stop {
        require(interim || methods.hasNext(), 400);
        method = interim ? method : methods.next();
        Matcher start = STATUS_LINE.matcher(line());
        require(start.matches(), 400);
        boolean is10 = start.group(1).equals("0");
        int code = Integer.parseInt(start.group(2));
        interim = code < 200 && code != 101;
        List<String[]> fields = section();
        List<String> codings = values(fields, "transfer-encoding");
        List<String> lengths = values(fields, "content-length");
        String framing = framing(code, codings, lengths);
        String head = code + " " + framing;
        if (framing.equals("UNTIL_CLOSE")) {
            require(text.length() - at <= maxBodyBytes, 413);
            events.add(head);
            throw new Stop(StreamEnd.COMPLETES_BODY + " " + take(text.length() - at));
        }
        String body = body(framing, lengths);
        events.add(head);
        events.add(body);
        boolean doubtful = !codings.isEmpty() && (is10 || !lengths.isEmpty());
        List<String> options = options(fields);
        boolean persists = !doubtful && !options.contains("close") && (!is10 || options.contains("keep-alive"));
        if (framing.equals("TUNNEL") || !interim && !persists) {
            throw new Stop("FINISHED");
        }
    }

    private String framing(int code, List<String> codings, List<String> lengths) throws Stop {
        if (code == 101 || method.equals(Method.CONNECT) && code / 100 == 2) {
            return "TUNNEL";
        }
        if (method.equals(Method.HEAD) || code < 200 || code == 204 || code == 304) {
            return "NONE";
        }
        if (!codings.isEmpty()) {
            requireChunked(codings);
            return "CHUNKED";
        }
        if (lengths.isEmpty()) {
            return "UNTIL_CLOSE";
        }
        length(lengths);
        return "LENGTH";
    }

    private String body(String framing, List<String> lengths) throws Stop {
        return switch (framing) {
            case "LENGTH" -> take(length(lengths));
            case "CHUNKED" -> chunks();
            default -> "";
        };
    }
}

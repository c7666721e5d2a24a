package staunch.http.capture;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import staunch.http.codec.Fields;
import staunch.http.codec.RequestHead;
import staunch.http.proxy.Flow;
import staunch.http.proxy.ProxiedResponse;

/**
 * The HTTP Archive format, version 1.2: one entry for each flow that has ended. Times are in milliseconds; {@code -1} says that
 * something is not known.
 */
final class HarFormat {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int MILLIS_SCALE = 3;
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String CONTENT_TYPE = "Content-Type";

    private final Secrets secrets;
    private final int maxBodyBytes;

    /** @param maxBodyBytes 0 if bodies are not wanted */
    HarFormat(Secrets secrets, int maxBodyBytes) {
        this.secrets = secrets;
        this.maxBodyBytes = maxBodyBytes;
    }

    /** What stands before the first entry. */
    static String beginning() {
        return "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"Staunch\",\"version\":\"0.1\"},\"entries\":[";
    }

    /** What stands behind the last. */
    static String end(Optional<String> comment) {
        String said = comment.map(text -> ","
                        + new Json().open('{').text("comment", text).toString().substring(1))
                .orElse("");
        return "\n]" + said + "}}\n";
    }

    /**
     * An entry. A tunnel, and a handshake that failed, is a CONNECT without a head.
     *
     * @param requestEndNanos when the request's last byte went on, if any did
     */
    String entry(Flow flow, KeptBody requestBody, KeptBody responseBody, OptionalLong requestEndNanos) {
        Timings timings = Timings.of(flow, requestEndNanos);
        Json json = new Json().open('{');
        json.text("startedDateTime", TIME.format(Instant.ofEpochMilli(flow.startedEpochMillis())));
        json.bare("time", millis(timings.total()));
        json.name("request");
        request(json, flow, requestBody);
        json.name("response");
        response(json, flow, responseBody);
        json.name("cache").open('{').close('}');
        json.name("timings").open('{');
        json.bare("blocked", timings.blocked() < 0 ? "-1" : millis(timings.blocked()));
        json.bare("dns", -1).bare("connect", -1).bare("ssl", -1);
        json.bare("send", millis(timings.send()));
        json.bare("wait", millis(timings.awaiting()));
        json.bare("receive", millis(timings.receive())).close('}');
        flow.upstream()
                .flatMap(address -> Optional.ofNullable(address.getAddress()))
                .ifPresent(address -> json.text("serverIPAddress", address.getHostAddress()));
        json.text("connection", Integer.toString(flow.client().getPort()));
        List<String> notes = Failures.remarks(flow);
        if (!flow.isWhole()) {
            notes.add("not whole");
        }
        if (!notes.isEmpty()) {
            json.text("comment", String.join("; ", notes));
        }
        return json.close('}').toString();
    }

    private static String millis(long micros) {
        return BigDecimal.valueOf(micros, MILLIS_SCALE).toPlainString();
    }

    // ---- the request ----

    private void request(Json json, Flow flow, KeptBody body) {
        RequestHead head = flow.request().orElse(null);
        if (head == null) {
            json.open('{').text("method", "CONNECT").text("url", flow.origin().toString());
            shared(json, Fields.empty(), List.of());
            json.name("queryString").open('[').close(']');
        } else {
            String url = Message.url(flow, head);
            Fields fields = Message.request(flow, head).fields();
            json.open('{')
                    .text(
                            "method",
                            flow.forwarded()
                                    .map(sent -> sent.method())
                                    .orElse(head.method())
                                    .toString());
            json.text("url", secrets.url(url));
            shared(json, fields, requestCookies(fields));
            int query = url.indexOf('?');
            json.name("queryString");
            pairs(json, query < 0 ? List.of() : FormText.pairs(url.substring(query + 1)));
            postData(json, fields, body);
        }
        json.bare("headersSize", -1).bare("bodySize", flow.requestBytes()).close('}');
    }

    /** What both messages begin with. */
    private void shared(Json json, Fields fields, List<Cookie> cookies) {
        json.text("httpVersion", "HTTP/1.1");
        json.name("cookies").open('[');
        for (Cookie cookie : cookies) {
            json.open('{').text("name", cookie.name()).text("value", secrets.cookie(cookie.value()));
            json.close('}');
        }
        json.close(']').name("headers");
        List<FormText.Pair> pairs = new ArrayList<>();
        fields.forEach(field -> pairs.add(new FormText.Pair(field.name(), field.value())));
        pairs(json, pairs);
    }

    private void pairs(Json json, List<FormText.Pair> pairs) {
        json.open('[');
        for (FormText.Pair pair : pairs) {
            json.open('{').text("name", pair.name()).text("value", secrets.value(pair.name(), pair.value()));
            json.close('}');
        }
        json.close(']');
    }

    private void postData(Json json, Fields fields, KeptBody body) {
        if (body.seen() == 0 || !body.isWanted()) {
            return;
        }
        String type = fields.first(CONTENT_TYPE).orElse("");
        BodyText content = BodyText.of(body.bytes(), body.cut(), fields, maxBodyBytes);
        boolean isForm = type.regionMatches(true, 0, FORM, 0, FORM.length()) && !content.isBase64();
        json.name("postData").open('{').text("mimeType", type);
        json.name("params");
        pairs(json, isForm ? FormText.pairs(content.text()) : List.of());
        json.text("text", isForm ? secrets.pairs(content.text()) : content.text());
        if (content.isBase64()) {
            json.text("_encoding", "base64"); // the format has no name for it here
        }
        json.text("comment", content.comment()).close('}');
    }

    // ---- the response ----

    private void response(Json json, Flow flow, KeptBody body) {
        ProxiedResponse response = flow.response().orElse(null);
        Fields fields = response == null
                ? Fields.empty()
                : Message.response(flow, response).fields();
        json.open('{').bare("status", response == null ? 0 : response.status().code());
        json.text("statusText", response == null ? "" : response.status().reason());
        shared(json, fields, responseCookies(fields));
        json.name("content").open('{');
        content(json, flow, fields, body);
        json.close('}').text("redirectURL", secrets.url(fields.first("Location").orElse("")));
        json.bare("headersSize", -1).bare("bodySize", flow.responseBytes()).close('}');
    }

    private void content(Json json, Flow flow, Fields fields, KeptBody body) {
        String type = fields.first(CONTENT_TYPE).orElse("");
        if (!body.isWanted() || body.seen() == 0) {
            json.bare("size", flow.responseBytes()).text("mimeType", type);
            return;
        }
        BodyText content = BodyText.of(body.bytes(), body.cut(), fields, maxBodyBytes);
        boolean isWhole = content.comment().isEmpty();
        json.bare("size", isWhole ? content.decodedBytes() : flow.responseBytes());
        if (isWhole && fields.contains("Content-Encoding")) {
            json.bare("compression", content.decodedBytes() - flow.responseBytes());
        }
        json.text("mimeType", type).text("text", content.text());
        if (content.isBase64()) {
            json.text("encoding", "base64");
        }
        json.text("comment", content.comment());
    }

    // ---- cookies ----

    private record Cookie(String name, String value) {
        static Cookie of(String pair) {
            int equals = pair.indexOf('=');
            return equals < 0
                    ? new Cookie("", pair.strip())
                    : new Cookie(
                            pair.substring(0, equals).strip(),
                            pair.substring(equals + 1).strip());
        }
    }

    private static List<Cookie> requestCookies(Fields fields) {
        List<Cookie> cookies = new ArrayList<>();
        for (String line : fields.all("Cookie")) {
            for (String pair : line.split(";", -1)) {
                if (!pair.isBlank()) {
                    cookies.add(Cookie.of(pair));
                }
            }
        }
        return cookies;
    }

    /** Name and value; the rest stands in the field. */
    private static List<Cookie> responseCookies(Fields fields) {
        return fields.all("Set-Cookie").stream()
                .map(line -> Cookie.of(line.split(";", 2)[0]))
                .toList();
    }
}

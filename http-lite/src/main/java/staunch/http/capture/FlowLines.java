package staunch.http.capture;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import staunch.http.LineWriter;
import staunch.http.codec.RequestHead;
import staunch.http.proxy.Flow;
import staunch.http.proxy.FlowListener;
import staunch.reactor.Security;

/**
 * A line for each flow that has ended, for a terminal or for a program.
 *
 * <pre>
 *   13:14:15.678 200 GET https://example.org/a up 0 B, down 12.3 kB, 45 ms, client TLSv1.3, server TLSv1.3 resumed
 *   13:14:15.700 --- TUNNEL example.com:443 up 1.2 kB, down 5.0 kB, 300 ms: passed: the client offers [h2] without http/1.1
 * </pre>
 *
 * Nothing that comes from the network can move a cursor or begin a line: all but printable ASCII is escaped. Made on the thread of
 * the {@link LineWriter}, whose bound is that of the lines; loops never wait.
 */
public final class FlowLines implements FlowListener {
    /** How much is shown of a URL, and of each note, in characters; JSON has them whole. */
    public static final int MAX_TEXT_CHARS = 200;

    private static final int NANOS_SCALE = 9;
    private static final int KILO = 1_000;

    private final LineWriter out;
    private final Optional<DateTimeFormatter> time;
    private final boolean withQueries;

    private FlowLines(LineWriter out, Optional<DateTimeFormatter> time, boolean withQueries) {
        this.out = out;
        this.time = time;
        this.withQueries = withQueries;
    }

    /**
     * For people.
     *
     * @param out stays the caller's
     * @param zone in which the time of day is given
     */
    public static FlowLines text(LineWriter out, ZoneId zone) {
        DateTimeFormatter time =
                DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
        return new FlowLines(out, Optional.of(time), false);
    }

    /**
     * For programs: an object of JSON with the names {@code time}, {@code id}, {@code kind} ({@code exchange}, {@code tunnel},
     * {@code handshake} or {@code refusal}), {@code client}, {@code method}, {@code url} or, of a tunnel, {@code target} (host and
     * port), {@code status}, {@code requestBytes}, {@code responseBytes}, {@code seconds}, {@code whole}, {@code clientTls} and
     * {@code serverTls} (each with {@code protocol}, {@code cipher} and {@code resumed}), {@code failure} and {@code notes}. What
     * is not known is left out.
     *
     * @param out stays the caller's
     */
    public static FlowLines json(LineWriter out) {
        return new FlowLines(out, Optional.empty(), false);
    }

    /** With the queries of URLs, which often hold secrets. */
    public FlowLines withQueries() {
        return new FlowLines(out, time, true);
    }

    @Override
    public void onEnd(Flow flow) {
        out.write(() -> line(flow));
    }

    String line(Flow flow) {
        return time.map(format -> text(flow, format)).orElseGet(() -> json(flow));
    }

    private String url(Flow flow) {
        RequestHead head = flow.request().orElse(null);
        String url = head == null ? flow.origin().toString() : Message.url(flow, head);
        int query = url.indexOf('?');
        return withQueries || query < 0 ? url : url.substring(0, query);
    }

    private static Optional<String> method(Flow flow) {
        return flow.forwarded()
                .map(sent -> sent.method().toString())
                .or(() -> flow.request().map(head -> head.method().toString()));
    }

    // ---- text ----

    private String text(Flow flow, DateTimeFormatter format) {
        StringBuilder line = new StringBuilder(format.format(Instant.ofEpochMilli(flow.startedEpochMillis())));
        line.append(' ')
                .append(flow.response()
                        .map(response -> Integer.toString(response.status().code()))
                        .orElse("---"));
        line.append(' ').append(printable(method(flow).orElse(flow.kind().name())));
        line.append(' ').append(printable(whereTo(flow)));
        line.append(" up ").append(size(flow.requestBytes()));
        line.append(", down ").append(size(flow.responseBytes()));
        line.append(", ")
                .append(TimeUnit.NANOSECONDS.toMillis(flow.endNanos().orElse(0)))
                .append(" ms");
        flow.clientSecurity().ifPresent(tls -> line.append(", client ").append(text(tls)));
        flow.upstreamSecurity().ifPresent(tls -> line.append(", server ").append(text(tls)));
        line.append(flow.isWhole() ? "" : ", cut short");
        String separator = ": ";
        for (String remark : Failures.remarks(flow)) {
            line.append(separator).append(printable(remark));
            separator = "; ";
        }
        return line.toString();
    }

    /** What goes through a tunnel may be anything, not only what a URL names. */
    private String whereTo(Flow flow) {
        return flow.kind() == Flow.Kind.TUNNEL ? flow.origin().authorityWithPort() : url(flow);
    }

    private static String text(Security tls) {
        return printable(tls.protocol()) + (tls.resumed() ? " resumed" : "");
    }

    private static String size(long bytes) {
        String[] units = {" B", " kB", " MB", " GB", " TB"};
        int unit = 0;
        double amount = bytes;
        while (amount >= KILO && unit < units.length - 1) {
            amount /= KILO;
            unit++;
        }
        return unit == 0 ? bytes + units[0] : String.format(Locale.ROOT, "%.1f", amount) + units[unit];
    }

    static String printable(String text) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), MAX_TEXT_CHARS); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~') {
                safe.append(c);
            } else {
                safe.append(String.format("\\u%04x", (int) c));
            }
        }
        return text.length() > MAX_TEXT_CHARS ? safe + "..." : safe.toString();
    }

    // ---- JSON ----

    private String json(Flow flow) {
        Json json = new Json().open('{');
        json.text("time", Instant.ofEpochMilli(flow.startedEpochMillis()).toString());
        json.bare("id", flow.id());
        json.text("kind", flow.kind().name().toLowerCase(Locale.ROOT));
        json.text("client", address(flow));
        json.text("method", method(flow));
        json.text(flow.kind() == Flow.Kind.TUNNEL ? "target" : "url", whereTo(flow));
        flow.response()
                .ifPresent(response -> json.bare("status", response.status().code()));
        json.bare("requestBytes", flow.requestBytes()).bare("responseBytes", flow.responseBytes());
        json.bare(
                "seconds",
                BigDecimal.valueOf(flow.endNanos().orElse(0), NANOS_SCALE).toPlainString());
        json.bare("whole", flow.isWhole());
        flow.clientSecurity().ifPresent(tls -> security(json.name("clientTls"), tls));
        flow.upstreamSecurity().ifPresent(tls -> security(json.name("serverTls"), tls));
        json.text("failure", flow.failure().map(Failures::message));
        if (!flow.notes().isEmpty()) {
            json.name("notes").open('[');
            flow.notes().forEach(json::text);
            json.close(']');
        }
        return json.close('}').toString();
    }

    private static String address(Flow flow) {
        return Optional.ofNullable(flow.client().getAddress())
                .map(address -> address.getHostAddress())
                .orElse(flow.client().getHostString());
    }

    private static void security(Json json, Security tls) {
        json.open('{').text("protocol", tls.protocol()).text("cipher", tls.cipherSuite());
        json.bare("resumed", tls.resumed()).close('}');
    }
}

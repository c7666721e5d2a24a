package staunch.http.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import staunch.http.Response;
import staunch.http.codec.Fields;
import staunch.http.codec.RequestHead;
import staunch.http.codec.Status;

/** What TRACE is answered with by the one who may not pass it on: its head, without what is secret (RFC 9110 §9.3.8). */
final class TraceEcho {
    private static final Set<String> SECRET = Set.of("authorization", "proxy-authorization", "cookie");

    private TraceEcho() {}

    static Response of(RequestHead head) {
        StringBuilder echo = new StringBuilder()
                .append(head.method())
                .append(' ')
                .append(head.target())
                .append(" HTTP/1.1\r\n");
        for (Fields.Field field : head.fields()) {
            if (!SECRET.contains(field.name().toLowerCase(Locale.ROOT))) {
                echo.append(field.name()).append(": ").append(field.value()).append("\r\n");
            }
        }
        byte[] bytes = echo.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        return Response.of(Status.OK, "message/http", bytes);
    }
}

package staunch.http.capture;

import java.util.OptionalLong;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;
import staunch.http.codec.RequestHead;
import staunch.http.codec.TargetForm;
import staunch.http.proxy.Flow;
import staunch.http.proxy.ProxiedRequest;
import staunch.http.proxy.ProxiedResponse;

/**
 * A message of a flow as a recording shows it, with the fields back that frame it.
 *
 * @param line the request line or the status line, without its end
 * @param fields all fields
 * @param isChunked whether its body is framed by chunks (RFC 9112 §7.1)
 */
record Message(String line, Fields fields, boolean isChunked) {
    private static final String LENGTH = "Content-Length";
    private static final String CODING = "Transfer-Encoding";

    /** The request as it went on; or as it came if it did not, without what it says of a body that nobody has seen. */
    static Message request(Flow flow, RequestHead head) {
        ProxiedRequest sent = flow.forwarded().orElse(null);
        if (sent == null) {
            Fields unframed =
                    head.fields().toBuilder().remove(LENGTH).remove(CODING).build();
            return new Message(head.method() + " " + head.target() + " HTTP/1.1", unframed, false);
        }
        Fields.Builder fields =
                Fields.builder().add("Host", sent.origin().authority()).addAll(sent.fields());
        OptionalLong length = flow.requestLength();
        boolean isChunked = length.isEmpty();
        if (isChunked) {
            fields.add(CODING, "chunked");
        } else if (length.getAsLong() > 0 || head.fields().contains(LENGTH)) {
            fields.add(LENGTH, Long.toString(length.getAsLong()));
        }
        return new Message(sent.method() + " " + sent.target() + " HTTP/1.1", fields.build(), isChunked);
    }

    /** The response as the client saw it. */
    static Message response(Flow flow, ProxiedResponse response) {
        boolean isHead =
                flow.request().filter(head -> head.method().equals(Method.HEAD)).isPresent();
        boolean hasBody = !isHead && !response.status().isBodiless();
        OptionalLong length = flow.responseLength();
        boolean isChunked = hasBody && length.isEmpty();
        Fields.Builder fields = response.fields().toBuilder().remove(LENGTH).remove(CODING);
        if (isChunked) {
            fields.add(CODING, "chunked");
        } else if (length.isPresent() && (hasBody || isHead)) {
            fields.add(LENGTH, Long.toString(length.getAsLong()));
        }
        String line =
                "HTTP/1.1 " + response.status().code() + " " + response.status().reason();
        return new Message(line, fields.build(), isChunked);
    }

    /** As on the wire. */
    String head() {
        return line + "\r\n" + fields + "\r\n";
    }

    /** Where the request went, or was to go. */
    static String url(Flow flow, RequestHead head) {
        ProxiedRequest sent = flow.forwarded().orElse(null);
        String target = sent == null ? head.target() : sent.target();
        if (sent == null && head.form() == TargetForm.ABSOLUTE) {
            return target;
        }
        Object origin = sent == null ? flow.origin() : sent.origin();
        return origin + (target.startsWith("/") ? "" : "/") + target;
    }
}

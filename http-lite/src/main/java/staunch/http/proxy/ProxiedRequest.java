package staunch.http.proxy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import staunch.http.Origin;
import staunch.http.codec.Fields;
import staunch.http.codec.Method;

/**
 * A request as it is to go on, and so the verdict of an {@link Interceptor} that lets it. Immutable: each {@code with…} makes
 * a copy.
 *
 * @param method the method
 * @param origin who is asked
 * @param target what is asked for: a path with perhaps a query
 * @param fields what else the head says, in the client's order and writing, without those that belong to the connection, to
 *     the framing or to the proxy, and without {@code Host}
 * @param edits what is done to the body; with none it passes byte by byte
 */
public record ProxiedRequest(Method method, Origin origin, String target, Fields fields, List<BodyEdit> edits)
        implements RequestVerdict {
    /** Copies. */
    public ProxiedRequest {
        edits = List.copyOf(edits);
    }

    /** What stands behind the first {@code ?} of the target, still percent-encoded. */
    public Optional<String> query() {
        int mark = target.indexOf('?');
        return mark < 0 ? Optional.empty() : Optional.of(target.substring(mark + 1));
    }

    /** The URL, as in {@code https://example.org/search?q=x}. */
    public String url() {
        return origin + target;
    }

    /** A copy that asks for something else. */
    public ProxiedRequest withTarget(String other) {
        return new ProxiedRequest(method, origin, other, fields, edits);
    }

    /** A copy with other fields; one that belongs to the framing or the connection is a fault when it is sent. */
    public ProxiedRequest withFields(Fields others) {
        return new ProxiedRequest(method, origin, target, others, edits);
    }

    /** A copy with this as the only field of its name. */
    public ProxiedRequest with(String name, String value) {
        return withFields(fields.toBuilder().set(name, value).build());
    }

    /** A copy that asks somebody else. */
    public ProxiedRequest withOrigin(Origin other) {
        return new ProxiedRequest(method, other, target, fields, edits);
    }

    /** A copy whose body goes through one edit more, behind those that are there. */
    public ProxiedRequest editing(BodyEdit edit) {
        return new ProxiedRequest(
                method,
                origin,
                target,
                fields,
                Stream.concat(edits.stream(), Stream.of(edit)).toList());
    }

    /** Method and URL without the query: what may be logged. */
    @Override
    public String toString() {
        int query = target.indexOf('?');
        return method + " " + origin + (query < 0 ? target : target.substring(0, query));
    }
}

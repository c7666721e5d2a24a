package staunch.http;

import staunch.http.codec.Fields;
import staunch.http.codec.Method;

/**
 * A request that is to be sent.
 *
 * @param method the method
 * @param target what is asked for: a path with perhaps a query, beginning with a slash
 * @param authority host, and port unless it is the scheme's own: the value of {@code Host}
 * @param fields what else the head says; without {@code Host}, {@code Content-Length} and {@code Transfer-Encoding}
 * @param body the body
 */
public record Request(Method method, String target, String authority, Fields fields, Body body) {
    /** A GET. */
    public static Request get(String authority, String target) {
        return new Request(Method.GET, target, authority, Fields.empty(), Body.NONE);
    }

    /** A POST. */
    public static Request post(String authority, String target, String contentType, Body body) {
        return new Request(Method.POST, target, authority, Fields.of("Content-Type", contentType), body);
    }

    /** A copy with one more field. */
    public Request with(String name, String value) {
        return new Request(
                method, target, authority, fields.toBuilder().add(name, value).build(), body);
    }
}

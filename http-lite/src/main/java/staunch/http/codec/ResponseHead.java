package staunch.http.codec;

/**
 * A response without its body. Immutable, any thread.
 *
 * @param version the version, 1.0 or 1.1
 * @param status code and reason as they came
 * @param fields the fields in wire order
 */
public record ResponseHead(HttpVersion version, Status status, Fields fields) {}

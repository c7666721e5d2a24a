package staunch.http;

import java.util.OptionalLong;
import staunch.http.codec.Fields;
import staunch.http.codec.Status;

/**
 * An answer. The server adds what depends on the connection: the framing, {@code Date}, {@code Connection}.
 *
 * @param status the status, not an interim one
 * @param fields what else the head says; without {@code Content-Length} and {@code Transfer-Encoding}
 * @param body the body; left out by the server where none may be, as in an answer to HEAD
 */
public record Response(Status status, Fields fields, Body body) {
    /** An answer without a body. */
    public static Response of(Status status) {
        return new Response(status, Fields.empty(), Body.NONE);
    }

    /** An answer with a text, sent as UTF-8, which is added to the type if that is a {@code text/} one without charset. */
    public static Response of(Status status, String contentType, String text) {
        boolean bare = contentType.startsWith("text/") && !contentType.contains("charset");
        return of(status, bare ? contentType + "; charset=utf-8" : contentType, Body.of(text));
    }

    /** An answer with bytes, which are not copied. */
    public static Response of(Status status, String contentType, byte[] bytes) {
        return of(status, contentType, Body.of(bytes));
    }

    /** An answer with any body. */
    public static Response of(Status status, String contentType, Body body) {
        return new Response(status, Fields.of("Content-Type", contentType), body);
    }

    /** An answer whose body is made while it is sent; see {@link Body.Produced}. */
    public static Response streaming(Status status, String contentType, OptionalLong length, BodyProducer producer) {
        return of(status, contentType, new Body.Produced(length, producer));
    }

    /** The answer that agrees to switch to {@code protocol}, for {@link Exchange#upgrade}. */
    public static Response switchingTo(String protocol) {
        return of(Status.SWITCHING_PROTOCOLS).with("Connection", "Upgrade").with("Upgrade", protocol);
    }

    /**
     * A copy with one more field.
     *
     * @throws IllegalArgumentException if the field would frame the body, which the server does
     */
    public Response with(String name, String value) {
        if (name.equalsIgnoreCase("Content-Length") || name.equalsIgnoreCase("Transfer-Encoding")) {
            throw new IllegalArgumentException(
                    name + " is set by the server: for the length of a body that is made while it"
                            + " is sent use Response.streaming(status, contentType, OptionalLong.of(length), producer)");
        }
        return new Response(status, fields.toBuilder().add(name, value).build(), body);
    }

    /** @throws IllegalArgumentException if something else has to follow before the request is answered */
    void requireFinal() {
        if (status.code() < 200) {
            throw new IllegalArgumentException("an answer needs a status from 200, not " + status);
        }
    }
}

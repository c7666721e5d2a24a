package staunch.http.proxy;

import java.util.List;
import java.util.stream.Stream;
import staunch.http.codec.Fields;
import staunch.http.codec.Status;

/**
 * A response as it is to go on, and so the verdict of an {@link Interceptor} that lets it. Immutable: each {@code with…} makes
 * a copy.
 *
 * @param status the status
 * @param fields what else the head says, in the server's order and writing, without those that belong to the connection or to
 *     the framing
 * @param edits what is done to the body; with none it passes byte by byte
 */
public record ProxiedResponse(Status status, Fields fields, List<BodyEdit> edits) implements ResponseVerdict {
    /** Copies. */
    public ProxiedResponse {
        edits = List.copyOf(edits);
    }

    static void requireFinal(Status status) {
        if (status.code() < 200) {
            throw new IllegalArgumentException("an answer needs a status from 200, not " + status);
        }
    }

    /**
     * A copy with another status.
     *
     * @throws IllegalArgumentException if that is an interim one
     */
    public ProxiedResponse withStatus(Status other) {
        requireFinal(other);
        return new ProxiedResponse(other, fields, edits);
    }

    /** A copy with other fields; one that belongs to the framing or the connection is a fault when it is sent. */
    public ProxiedResponse withFields(Fields others) {
        return new ProxiedResponse(status, others, edits);
    }

    /** A copy with this as the only field of its name. */
    public ProxiedResponse with(String name, String value) {
        return withFields(fields.toBuilder().set(name, value).build());
    }

    /** A copy whose body goes through one edit more, behind those that are there. */
    public ProxiedResponse editing(BodyEdit edit) {
        return new ProxiedResponse(
                status, fields, Stream.concat(edits.stream(), Stream.of(edit)).toList());
    }

    /** The status; no field, of which some are secrets. */
    @Override
    public String toString() {
        return "ProxiedResponse[" + status + "]";
    }
}

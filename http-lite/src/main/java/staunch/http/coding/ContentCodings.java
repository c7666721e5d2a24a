package staunch.http.coding;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All that was done to a body, in the order in which it was done (RFC 9110 §8.4): {@code Content-Encoding: deflate, gzip}
 * was deflated first. Immutable.
 *
 * @param codings none if the body is as it is; at most {@link #MAX_CODINGS}
 */
public record ContentCodings(List<ContentCoding> codings) {
    /** How many codings a body may have: 4. Nobody uses two; a server that sends a hundred wants to see us work. */
    public static final int MAX_CODINGS = 4;

    /**
     * Those codings.
     *
     * @throws IllegalArgumentException if they are more than {@link #MAX_CODINGS}
     */
    public ContentCodings {
        if (codings.size() > MAX_CODINGS) {
            throw new IllegalArgumentException(codings.size() + " content codings, at most " + MAX_CODINGS);
        }
        codings = List.copyOf(codings);
    }

    /**
     * What the members of Content-Encoding say.
     *
     * @throws IOException if one of them is unknown, or they are more than {@link #MAX_CODINGS}: the message says which
     */
    public static ContentCodings parse(List<String> members) throws IOException {
        List<ContentCoding> codings = new ArrayList<>();
        for (String member : members) {
            Optional<ContentCoding> coding = ContentCoding.of(member);
            if (coding.isPresent()) {
                codings.add(coding.get());
            } else if (!member.equalsIgnoreCase("identity")) {
                throw new IOException("its coding is unknown: Content-Encoding says " + String.join(", ", members));
            }
            if (codings.size() > MAX_CODINGS) {
                throw new IOException("it has more than " + MAX_CODINGS + " content codings");
            }
        }
        return new ContentCodings(codings);
    }

    /** What has to be done before all of them can be undone and made; empty if nothing. */
    public Optional<String> missing() {
        String missing = codings.stream()
                .flatMap(coding -> coding.missing().stream())
                .distinct()
                .collect(Collectors.joining("; "));
        return missing.isEmpty() ? Optional.empty() : Optional.of(missing);
    }

    /**
     * A transform that undoes them all.
     *
     * @throws IOException as {@link ContentCoding#newDecoder}
     */
    public BodyTransform newDecoder() throws IOException {
        return chain(codings.size() - 1, -1, ContentCoding::newDecoder);
    }

    /**
     * A transform that makes them all.
     *
     * @throws IOException as {@link ContentCoding#newEncoder}
     */
    public BodyTransform newEncoder() throws IOException {
        return chain(0, 1, ContentCoding::newEncoder);
    }

    private interface Maker {
        BodyTransform make(ContentCoding coding) throws IOException;
    }

    /** What was made is closed again if one cannot be. */
    private BodyTransform chain(int from, int step, Maker maker) throws IOException {
        List<BodyTransform> made = new ArrayList<>();
        try {
            for (int i = from; i >= 0 && i < codings.size(); i += step) {
                made.add(maker.make(codings.get(i)));
            }
        } catch (IOException missing) {
            made.forEach(BodyTransform::close);
            throw missing;
        }
        return BodyTransform.chain(made);
    }
}

package staunch.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The name of one state of a representation (RFC 9110 §8.8.3).
 *
 * @param weak whether states that mean the same may bear it, though their bytes differ
 * @param opaque what stands between the quotes
 */
record EntityTag(boolean weak, String opaque) {
    /**
     * The tags of a list, such as {@code "a", W/"b"}, up to the first thing that is none: unlike other lists' members, a
     * tag may hold a comma.
     */
    static List<EntityTag> list(List<String> values) {
        List<EntityTag> tags = new ArrayList<>();
        for (String value : values) {
            int at = skipSeparators(value, 0);
            while (at < value.length()) {
                boolean weak = value.startsWith("W/", at);
                int open = weak ? at + 2 : at;
                int close = open < value.length() && value.charAt(open) == '"' ? value.indexOf('"', open + 1) : -1;
                if (close < 0) {
                    break;
                }
                tags.add(new EntityTag(weak, value.substring(open + 1, close)));
                at = skipSeparators(value, close + 1);
            }
        }
        return tags;
    }

    /** The tag that {@code value} is, with nothing behind it. */
    static Optional<EntityTag> parse(String value) {
        List<EntityTag> tags = list(List.of(value));
        boolean isOne = tags.size() == 1 && tags.get(0).toString().equals(value);
        return isOne ? Optional.of(tags.get(0)) : Optional.empty();
    }

    private static int skipSeparators(String value, int from) {
        int at = from;
        while (at < value.length() && ", \t".indexOf(value.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    /** Whether both stand for the same bytes (RFC 9110 §8.8.3.2). */
    boolean matchesStrongly(EntityTag other) {
        return !weak && equals(other);
    }

    /** Whether both stand for the same meaning (RFC 9110 §8.8.3.2). */
    boolean matchesWeakly(EntityTag other) {
        return opaque.equals(other.opaque);
    }

    /** For the same content in another coding: it means the same, in other bytes. */
    EntityTag weakened() {
        return new EntityTag(true, opaque);
    }

    /** As in a field. */
    @Override
    public String toString() {
        return (weak ? "W/\"" : "\"") + opaque + '"';
    }
}

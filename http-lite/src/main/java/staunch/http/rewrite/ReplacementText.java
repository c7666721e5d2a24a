package staunch.http.rewrite;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a pattern's match is replaced by, as {@link Matcher#appendReplacement} has it: {@code $1} and <code>${name}</code> are
 * what a group matched, and a backslash takes the next character as it is. Immutable.
 */
final class ReplacementText {
    /** How much may be put in the place of one match: 1 MiB, for a group can be long, and be named often. */
    static final int MAX_BYTES = 1 << 20;

    /** One of the three: text, a group by its number, or by its name. */
    private record Part(
            @Nullable String text, int group, @Nullable String name) {}

    private final List<Part> parts = new ArrayList<>();
    private final String source;
    private int at;

    /**
     * @throws IllegalArgumentException if it is none for that pattern: the message says why
     */
    ReplacementText(String source, Pattern pattern) {
        this.source = source;
        Matcher groups = pattern.matcher("");
        StringBuilder text = new StringBuilder();
        while (at < source.length()) {
            char c = source.charAt(at++);
            if (c == '$') {
                parts.add(new Part(text.toString(), 0, null));
                text.setLength(0);
                parts.add(group(groups));
            } else {
                text.append(c == '\\' ? next("a backslash, which stands before the character that is meant") : c);
            }
        }
        parts.add(new Part(text.toString(), 0, null));
    }

    /** Text without groups. */
    static ReplacementText literal(String text) {
        return new ReplacementText(Matcher.quoteReplacement(text), Pattern.compile(""));
    }

    private char next(String behind) {
        if (at == source.length()) {
            throw new IllegalArgumentException("the replacement ends with " + behind);
        }
        return source.charAt(at++);
    }

    private Part group(Matcher groups) {
        char first = next("a dollar sign; write \\$ for one that is meant");
        return first == '{' ? named(groups) : numbered(first, groups.groupCount());
    }

    private Part named(Matcher groups) {
        int close = source.indexOf('}', at);
        if (close < 0) {
            throw new IllegalArgumentException("the replacement has ${ without }");
        }
        String name = source.substring(at, close);
        at = close + 1;
        if (!hasGroup(groups.pattern(), name)) {
            throw new IllegalArgumentException("the replacement has ${" + name + "}, and the pattern no such group");
        }
        return new Part(null, 0, name);
    }

    /** Asked of a match, for a pattern itself does not tell: the same that may also be empty has one. */
    private static boolean hasGroup(Pattern pattern, String name) {
        Matcher match =
                Pattern.compile(pattern.pattern() + "\n|", pattern.flags()).matcher("");
        try {
            match.find();
            match.start(name);
            return true;
        } catch (IllegalStateException | IllegalArgumentException noSuchGroup) {
            return false;
        }
    }

    /** As many digits as make the number of a group. */
    private Part numbered(char first, int groups) {
        int group = first - '0';
        if (group < 0 || group > 9) {
            throw new IllegalArgumentException("the replacement has $" + first + "; write \\$ for a dollar sign");
        }
        if (group > groups) {
            throw new IllegalArgumentException(
                    "the replacement has $" + group + ", and the pattern " + groups + " groups");
        }
        while (at < source.length() && source.charAt(at) >= '0' && source.charAt(at) <= '9') {
            int longer = 10 * group + source.charAt(at) - '0';
            if (longer > groups) {
                break;
            }
            group = longer;
            at++;
        }
        return new Part(null, group, null);
    }

    /** All that is put as it is written, for whoever wants to know whether it can be. */
    String fixedText() {
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(part.text() == null ? "" : part.text()));
        return text.toString();
    }

    /** The bytes for this match; empty if they are more than {@link #MAX_BYTES}. */
    Optional<byte[]> expand(Matcher match, TextCoding coding) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Part part : parts) {
            String text = part.text();
            if (text == null) {
                String group = part.name() == null ? match.group(part.group()) : match.group(part.name());
                byte[] octets = coding.encode(group == null ? "" : group);
                bytes.writeBytes(coding.isQuery() ? QueryText.encoded(octets) : octets);
            } else {
                bytes.writeBytes(coding.isQuery() ? QueryText.written(text) : coding.encode(text));
            }
            if (bytes.size() > MAX_BYTES) {
                return Optional.empty();
            }
        }
        return Optional.of(bytes.toByteArray());
    }
}

package staunch.http.rewrite;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import staunch.http.coding.BodyTransform;

/**
 * One text in the place of another, in some places of messages. Immutable, any thread.
 *
 * <pre>{@code
 * cybersecurity=>SEED+Labs             everywhere
 * query,headers:tom=>tim               there only: query, headers, request-body, response-body, all
 * re:colou?r=>hue                      a java.util.regex pattern; $1 and ${name} are what its groups matched
 * response-body:re:(?i)(<h1>)=>$1New   both
 * all:query:x=>y                       the literal query:x, everywhere
 * all:colour:red=>colour:blue          without all: it would be refused, as a place that is mistyped
 * }</pre>
 *
 * <p>In a query, and in a form in a body, the text is written as in a query: its {@code +} stands for a space there, however the
 * message encodes that, and for a plus. So {@code cybersecurity=>SEED+Labs} makes {@code ?q=SEED+Labs} of {@code
 * ?q=cybersecurity}, and {@code a b=>c} finds both {@code a+b} and {@code a%20b}. A pattern sees such a text decoded. Everywhere
 * else a text stands for itself.
 */
public final class RewriteRule {
    /** How long a pattern's match can be: 64 Ki characters. What may be longer passes as it is, and that is said. */
    public static final int MAX_MATCH_CHARS = 64 << 10;
    /** How long a rule's text can be: 8 KiB. */
    public static final int MAX_RULE_CHARS = 8 << 10;

    private static final String ARROW = "=>";
    private static final String PATTERN = "re:";
    private static final String EVERYWHERE = "all";
    /** As places are written, or as if they were; a URL is not. */
    private static final Pattern LOOKS_LIKE_PLACES =
            Pattern.compile("([a-z-]+(?:, ?[a-z-]+)*):(?!//).*", Pattern.DOTALL);

    private final String text;
    private final Set<Place> places;
    private final String from;
    private final String to;
    /** Null for a literal. */
    private final @Nullable Pattern pattern;

    private RewriteRule(String text, Set<Place> places, String from, String to, @Nullable Pattern pattern) {
        this.text = text;
        this.places = Set.copyOf(places);
        this.from = from;
        this.to = to;
        this.pattern = pattern;
    }

    /**
     * The rule of that text.
     *
     * @throws IllegalArgumentException if it is none: the message says why
     */
    public static RewriteRule parse(String text) {
        if (text.length() > MAX_RULE_CHARS) {
            throw new IllegalArgumentException(
                    "a rule of " + text.length() + " characters, which may be " + MAX_RULE_CHARS);
        }
        int colon = text.indexOf(':');
        Optional<Set<Place>> places = colon < 0 ? Optional.empty() : places(text.substring(0, colon));
        String rest = places.isPresent() ? text.substring(colon + 1) : text;
        if (places.isEmpty() && !rest.startsWith(PATTERN)) {
            requireNoMistypedPlace(text);
        }
        boolean isPattern = rest.startsWith(PATTERN);
        int arrow = rest.indexOf(ARROW);
        int start = isPattern ? PATTERN.length() : 0;
        if (arrow <= start) {
            throw new IllegalArgumentException(
                    "the rule " + text + " is not of the form FROM=>TO, with something for FROM");
        }
        String from = rest.substring(start, arrow);
        String to = rest.substring(arrow + ARROW.length());
        return new RewriteRule(
                text, places.orElse(EnumSet.allOf(Place.class)), from, to, isPattern ? compile(text, from, to) : null);
    }

    /** A text with a colon in it is one, but a place that nobody knows would silently become such a text. */
    private static void requireNoMistypedPlace(String text) {
        Matcher list = LOOKS_LIKE_PLACES.matcher(text);
        if (list.matches()) {
            String known = Arrays.stream(Place.values()).map(Place::token).collect(Collectors.joining(", "));
            throw new IllegalArgumentException("the rule " + text + " is for " + list.group(1)
                    + ", which is no place: there are " + known + ", " + EVERYWHERE
                    + ", separated by commas alone; to replace a text with a colon in it, write " + EVERYWHERE + ":"
                    + text);
        }
    }

    /** The places of that list; empty if it is none, but the beginning of a text with a colon in it. */
    private static Optional<Set<Place>> places(String list) {
        Set<Place> places = EnumSet.noneOf(Place.class);
        for (String name : list.split(",", -1)) {
            Optional<Place> place = Place.of(name);
            if (place.isEmpty() && !name.equals(EVERYWHERE)) {
                return Optional.empty();
            }
            place.ifPresentOrElse(places::add, () -> places.addAll(List.of(Place.values())));
        }
        return Optional.of(places);
    }

    private static Pattern compile(String rule, String regex, String to) {
        try {
            Pattern pattern = Pattern.compile(regex);
            if (regex.replace("\\\\", "").contains("\\G")) {
                throw new IllegalArgumentException("\\G is not known here");
            }
            new ReplacementText(to, pattern);
            return pattern;
        } catch (PatternSyntaxException broken) {
            throw new IllegalArgumentException(
                    "the pattern of the rule " + rule + " is broken at index " + broken.getIndex() + ": "
                            + broken.getDescription(),
                    broken);
        } catch (IllegalArgumentException broken) {
            throw new IllegalArgumentException("the rule " + rule + ": " + broken.getMessage(), broken);
        }
    }

    /** Where it is applied. */
    public Set<Place> places() {
        return places;
    }

    /** What it was made from. */
    @Override
    public String toString() {
        return text;
    }

    /**
     * A transform that applies it to a text in that charset. A literal holds back a proper prefix of itself at most, a pattern
     * what may become a match, and {@link TextWindow#LOOK_BACK_CHARS} characters to look back at.
     *
     * @param charset UTF-8, UTF-16 with its byte order, or one with a byte for each character
     * @param notApplied is told, in a sentence, what was not done
     * @throws IllegalArgumentException if the charset is another, or has not all characters of the replacement
     */
    public BodyTransform onText(Charset charset, Consumer<String> notApplied) {
        TextCoding coding = TextCoding.of(charset)
                .orElseThrow(() -> new IllegalArgumentException("texts in " + charset + " are not rewritten"));
        unfit(coding).ifPresent(why -> {
            throw new IllegalArgumentException(why);
        });
        return on(coding, notApplied);
    }

    /** A transform that applies it to a query, or to a form. */
    BodyTransform onQuery(Consumer<String> notApplied) {
        return on(TextCoding.ofQuery(), notApplied);
    }

    BodyTransform onUtf8(Consumer<String> notApplied) {
        return onText(StandardCharsets.UTF_8, notApplied);
    }

    /** Why it cannot be applied to a text in that coding; empty if it can. */
    Optional<String> unfit(TextCoding coding) {
        return coding.canEncode(replacement().fixedText())
                ? Optional.empty()
                : Optional.of("the rule " + text + " was not applied to a body: its charset " + coding.charset()
                        + " has not all characters of the replacement");
    }

    private ReplacementText replacement() {
        return pattern == null ? ReplacementText.literal(to) : new ReplacementText(to, pattern);
    }

    BodyTransform on(TextCoding coding, Consumer<String> notApplied) {
        if (pattern == null && !coding.isQuery()) {
            return literal(coding);
        }
        Pattern found = pattern == null ? QueryText.pattern(from) : pattern;
        return new PatternReplacement(text, found, replacement(), coding, MAX_MATCH_CHARS, notApplied);
    }

    /** What a charset does not have is not found in it. */
    private BodyTransform literal(TextCoding coding) {
        return coding.canEncode(from)
                ? new LiteralReplacement(coding.encode(from), coding.encode(to), coding.unitBytes())
                : BodyTransform.identity();
    }
}

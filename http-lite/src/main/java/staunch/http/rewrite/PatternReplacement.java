package staunch.http.rewrite;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import staunch.http.coding.BodyTransform;

/**
 * Replaces what a pattern matches, on text that comes in pieces, as {@link Matcher#replaceAll} would on the whole of it.
 *
 * <pre>
 *   ... put | no match begins here | a match may begin at from, and end behind what is there
 *           kept                   from                                               length
 *
 *   SEARCHING ---- gives up ----&gt; OFF: bytes pass as they are
 * </pre>
 *
 * The end of what is there is not the end of the text. So a match counts only if the matcher did not look beyond the last
 * character ({@link Matcher#hitEnd}); each place is tried alone, to find the first whose answer may change. From there on all
 * is held back, at most {@code maxMatchChars}.
 *
 * <p>What this cannot do it says, once, and passes: a match that may be longer; and a pattern that spends its steps (see {@link
 * TextWindow}) or the stack, which is given up for the rest of the body.
 */
final class PatternReplacement implements BodyTransform {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    /** One part in so many is enough to look again. */
    private static final int SHARE = 16;

    private final String rule;
    private final TextCoding coding;
    private final ReplacementText replacement;
    private final int maxMatchChars;
    private final Consumer<String> notApplied;
    private final TextWindow window;
    private final Matcher matcher;

    /** Where the next match may begin. */
    private int from;
    /** The end of the match that {@link #text} goes in the place of, once what stands before it is put. */
    private int matchEnd;

    private ByteBuffer text = NOTHING;
    /** What was there when it was last looked at. */
    private int searched;

    private boolean toSearch;
    private boolean last;
    private boolean off;
    private boolean said;

    /**
     * @param rule what it is called when something is said about it
     * @param notApplied is told, in a sentence, what was not done
     */
    PatternReplacement(
            String rule,
            Pattern pattern,
            ReplacementText replacement,
            TextCoding coding,
            int maxMatchChars,
            Consumer<String> notApplied) {
        this.rule = rule;
        this.coding = coding;
        this.replacement = replacement;
        this.maxMatchChars = maxMatchChars;
        this.notApplied = notApplied;
        this.window = new TextWindow(coding, maxMatchChars);
        this.matcher = pattern.matcher(window).useTransparentBounds(true).useAnchoringBounds(false);
    }

    int heldBytes() {
        return window.heldBytes() + text.capacity();
    }

    @Override
    public boolean transform(ByteBuffer in, ByteBuffer out, Phase phase) {
        while (true) {
            if (!put(out)) {
                return false;
            }
            if (off) {
                move(in, out);
                return !in.hasRemaining();
            }
            if (toSearch && isWorthSearching(phase, in)) {
                toSearch = search();
                continue;
            }
            int forgotten = window.fill(in);
            if (forgotten >= 0) {
                from -= forgotten;
                matchEnd -= forgotten;
                searched -= forgotten;
                toSearch = true;
            } else if (phase != Phase.END || last) {
                return true;
            } else {
                window.end();
                last = true;
                toSearch = true;
            }
        }
    }

    /** What is held is long, little has been added, and nobody waits: then all of it is not looked at again yet. */
    private boolean isWorthSearching(Phase phase, ByteBuffer in) {
        int added = window.length() - searched;
        return phase != Phase.MORE || in.hasRemaining() || SHARE * added >= window.undecided();
    }

    private boolean put(ByteBuffer out) {
        window.put(out);
        if (window.hasReleased()) {
            return false;
        }
        window.drop(matchEnd);
        move(text, out);
        return !text.hasRemaining();
    }

    private static void move(ByteBuffer from, ByteBuffer to) {
        int count = Math.min(from.remaining(), to.remaining());
        to.put(to.position(), from, from.position(), count);
        to.position(to.position() + count);
        from.position(from.position() + count);
    }

    // ---- searching ----

    /** Decides something more; false if that takes more text. */
    private boolean search() {
        searched = window.length();
        try {
            return last ? searchLast() : searchOn();
        } catch (TextWindow.Spent spent) {
            giveUp("it looks at the same characters again and again");
        } catch (StackOverflowError deep) {
            giveUp("it needs more stack than there is; repeat a single character or a class, not a group");
        }
        return false;
    }

    private void giveUp(String why) {
        off = true;
        window.releaseAll();
        notApplied.accept("the rule " + rule + " was given up for the rest of a body: " + why);
    }

    /** With all of the text there, the matcher's word is the last. */
    private boolean searchLast() {
        if (from <= window.length() && matcher.region(from, window.length()).find()) {
            accept();
            return true;
        }
        window.release(window.length());
        return false;
    }

    @SuppressWarnings("JdkObsolete") // hitEnd() is for whoever matches on a stream, as here.
    private boolean searchOn() {
        while (from < window.length()) {
            boolean found = matcher.region(from, window.length()).lookingAt();
            if (matcher.hitEnd()) {
                return holdFrom(from);
            }
            if (found) {
                accept();
                return true;
            }
            from++;
        }
        return holdFrom(from);
    }

    /** Lets go what stands before; true if the place itself was let go too, because there is no room to wait for more. */
    private boolean holdFrom(int index) {
        window.release(index);
        if (!window.isFull()) {
            return false;
        }
        say("to what may be a match of more than " + maxMatchChars + " characters");
        from++;
        window.release(from);
        return true;
    }

    /**
     * After an empty match the next may begin a character later, as in {@link Matcher#find}; but nothing is put between the two
     * halves of one.
     */
    private void accept() {
        if (window.isWithinCharacter(matcher.start())) {
            from = matcher.start() + 1;
            return;
        }
        from = matcher.end() == matcher.start() ? matcher.end() + 1 : matcher.end();
        window.release(matcher.start());
        Optional<byte[]> expanded = replacement.expand(matcher, coding);
        if (expanded.isPresent()) {
            matchEnd = matcher.end();
            text = ByteBuffer.wrap(expanded.get());
        } else {
            window.release(matcher.end());
            say("to a match whose replacement is of more than " + ReplacementText.MAX_BYTES + " bytes");
        }
    }

    private void say(String what) {
        if (!said) {
            said = true;
            notApplied.accept("the rule " + rule + " was not applied " + what);
        }
    }

    @Override
    public void close() {}
}

package staunch.tls.record;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Numbers of one {@link TlsRegistry} in the order in which a peer offered them, its preferred one first, with the
 * {@linkplain TlsRegistry#isGrease GREASE} among them. Immutable; two bytes each, which is what they cost their sender.
 */
public final class CodePoints {
    private final TlsRegistry registry;
    private final char[] codes;

    /** Owns the array from now on. */
    CodePoints(TlsRegistry registry, char... codes) {
        this.registry = registry;
        this.codes = codes;
    }

    /** How many there are. */
    public int size() {
        return codes.length;
    }

    /** Whether there are none: the peer did not send the list. */
    public boolean isEmpty() {
        return codes.length == 0;
    }

    /**
     * The number at an index.
     *
     * @param index from 0 to {@link #size()} − 1
     */
    public int get(int index) {
        return codes[index];
    }

    /** Whether this number is among them. */
    public boolean contains(int code) {
        return stream().anyMatch(each -> each == code);
    }

    /** All of them. */
    public IntStream stream() {
        return IntStream.range(0, codes.length).map(this::get);
    }

    /** Their names for people, without GREASE; {@code 0x1234} for one that has none here. */
    public List<String> names() {
        return stream()
                .filter(code -> !TlsRegistry.isGrease(code))
                .mapToObj(registry::name)
                .toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CodePoints that && registry == that.registry && Arrays.equals(codes, that.codes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(codes);
    }

    /** The names, with commas. */
    @Override
    public String toString() {
        return String.join(", ", names());
    }
}

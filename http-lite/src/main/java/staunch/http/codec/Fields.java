package staunch.http.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The fields of a message, or its trailers, in wire order (RFC 9110 §5). Names are compared without regard to case and
 * kept as they came. Values are ISO-8859-1, and always fit to be sent: no line break and no control character can be in
 * one, whether it came from the wire or from a {@link Builder}. Immutable; held in wire form, so that sending is one copy
 * and a string is made only when asked for.
 */
public final class Fields implements Iterable<Fields.Field> {
    private static final Fields EMPTY = new Fields(new FieldIndex());

    private final FieldIndex index;
    private final int known;

    private Fields(FieldIndex wireForm) {
        this.index = wireForm;
        int bits = 0;
        for (int i = 0; i < wireForm.count(); i++) {
            KnownField field = KnownField.at(wireForm.bytes(), wireForm.nameStart(i), wireForm.nameEnd(i));
            bits |= field == null ? 0 : field.bit();
        }
        this.known = bits;
    }

    /** The fields that were found in a head; copied. */
    static Fields copyOf(FieldIndex index) {
        return index.count() == 0 ? EMPTY : new Fields(index.wireForm());
    }

    /** No field. */
    public static Fields empty() {
        return EMPTY;
    }

    /**
     * One field.
     *
     * @throws IllegalArgumentException as {@link Builder#add}
     */
    public static Fields of(String name, String value) {
        return builder().add(name, value).build();
    }

    /** A builder with no field in it. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder with these fields in it. */
    public Builder toBuilder() {
        return builder().addAll(this);
    }

    /** How many field lines there are. */
    public int size() {
        return index.count();
    }

    /** Whether there is no field. */
    public boolean isEmpty() {
        return index.count() == 0;
    }

    /**
     * The name of the field line {@code i}, as it came.
     *
     * @throws IndexOutOfBoundsException if {@code i} is not from 0 to below {@link #size}
     */
    public String name(int i) {
        return index.name(requireIndex(i));
    }

    /**
     * The value of the field line {@code i}.
     *
     * @throws IndexOutOfBoundsException if {@code i} is not from 0 to below {@link #size}
     */
    public String value(int i) {
        return index.value(requireIndex(i));
    }

    /** Whether there is a field of that name. */
    public boolean contains(String name) {
        return index.find(name, 0) >= 0;
    }

    /** The value of the first field line of that name. */
    public Optional<String> first(String name) {
        int i = index.find(name, 0);
        return i < 0 ? Optional.empty() : Optional.of(index.value(i));
    }

    /** The values of all field lines of that name, in order. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>();
        for (int i = index.find(name, 0); i >= 0; i = index.find(name, i + 1)) {
            values.add(index.value(i));
        }
        return List.copyOf(values);
    }

    /**
     * The members of a comma-separated list, over all field lines of that name; empty members are left out (RFC 9110
     * §5.6.1). Not for fields whose members may hold a quoted comma.
     */
    public List<String> members(String name) {
        List<String> members = new ArrayList<>();
        ListScanner list = new ListScanner();
        for (int i = index.find(name, 0); i >= 0; i = index.find(name, i + 1)) {
            list.over(index.bytes(), index.valueStart(i), index.valueEnd(i));
            while (list.next()) {
                if (list.length() > 0) {
                    members.add(list.text());
                }
            }
        }
        return List.copyOf(members);
    }

    /** Whether a comma-separated list has that member, without regard to case. */
    public boolean hasMember(String name, String member) {
        return members(name).stream().anyMatch(member::equalsIgnoreCase);
    }

    /** The field lines in order. */
    @Override
    public Iterator<Field> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size();
            }

            @Override
            public Field next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("no field behind the last");
                }
                Field field = new Field(name(next), value(next));
                next++;
                return field;
            }
        };
    }

    boolean has(KnownField field) {
        return (known & field.bit()) != 0;
    }

    int wireBytes() {
        return index.length();
    }

    void writeTo(ByteBuffer out) {
        out.put(index.bytes(), 0, index.length());
    }

    private int requireIndex(int i) {
        if (i < 0 || i >= size()) {
            throw new IndexOutOfBoundsException("field " + i + " of " + size());
        }
        return i;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fields fields && toString().equals(fields.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** All field lines as on the wire: for tests and curious eyes; it may hold credentials, so do not log it. */
    @Override
    public String toString() {
        return Octets.text(index.bytes(), 0, index.length());
    }

    /**
     * One field line.
     *
     * @param name as it came
     * @param value without the white space around it
     */
    public record Field(String name, String value) {}

    /** Collects fields in order. Not for use by several threads. */
    public static final class Builder {
        private FieldIndex index = new FieldIndex();

        private Builder() {}

        /**
         * Adds a field line behind the others.
         *
         * @param name a token
         * @param value ISO-8859-1 without controls but the tab; blanks around it are dropped
         * @throws IllegalArgumentException if the name or the value could not be sent: a CR, LF or NUL in it would let
         *     whoever chose the value write fields, or a whole answer, of their own
         */
        public Builder add(String name, String value) {
            if (!Octets.isToken(name)) {
                throw new IllegalArgumentException("a field name must be a token of RFC 9110 §5.6.2");
            }
            if (!Octets.isValue(value)) {
                throw new IllegalArgumentException("the value of the field " + name
                        + " must be ISO-8859-1 without CR, LF, NUL or another control character");
            }
            byte[] nameBytes = Octets.bytes(name);
            byte[] valueBytes = Octets.bytes(value.strip());
            index.append(nameBytes, 0, nameBytes.length, valueBytes, 0, valueBytes.length);
            return this;
        }

        /** Adds all those fields behind the others. */
        public Builder addAll(Fields fields) {
            for (int i = 0; i < fields.index.count(); i++) {
                index.append(fields.index, i);
            }
            return this;
        }

        /**
         * Makes this the only field of its name, behind the others.
         *
         * @throws IllegalArgumentException as {@link #add}
         */
        public Builder set(String name, String value) {
            return remove(name).add(name, value);
        }

        /** Removes all fields of that name. */
        public Builder remove(String name) {
            if (index.find(name, 0) < 0) {
                return this;
            }
            FieldIndex kept = new FieldIndex();
            for (int i = 0; i < index.count(); i++) {
                if (!Octets.equalsIgnoreCase(index.bytes(), index.nameStart(i), index.nameEnd(i), name)) {
                    kept.append(index, i);
                }
            }
            index = kept;
            return this;
        }

        /** The fields collected so far; the builder may be used on. */
        public Fields build() {
            return copyOf(index);
        }
    }
}

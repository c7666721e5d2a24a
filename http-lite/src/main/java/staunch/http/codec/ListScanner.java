package staunch.http.codec;

/** Walks over a comma-separated list (RFC 9110 §5.6.1), showing empty members too. Reusable; makes no string unasked. */
final class ListScanner {
    private byte[] bytes = {};
    private int next;
    private int end;
    private int start;
    private int stop;

    void over(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.next = start;
        this.end = end;
    }

    /** Goes to the next member; an empty value has one member, which is empty. */
    boolean next() {
        if (next > end) {
            return false;
        }
        int comma = next;
        while (comma < end && bytes[comma] != ',') {
            comma++;
        }
        start = next;
        stop = comma;
        while (start < stop && Octets.isBlank(bytes[start])) {
            start++;
        }
        while (stop > start && Octets.isBlank(bytes[stop - 1])) {
            stop--;
        }
        next = comma + 1;
        return true;
    }

    int length() {
        return stop - start;
    }

    boolean is(byte[] lowerCase) {
        return Octets.equalsIgnoreCase(bytes, start, stop, lowerCase);
    }

    boolean isToken() {
        for (int i = start; i < stop; i++) {
            if (!Octets.isToken(bytes[i])) {
                return false;
            }
        }
        return stop > start;
    }

    String text() {
        return Octets.text(bytes, start, stop);
    }
}

package staunch.http.rewrite;

/** How the octets of a text lie in bytes: as they are, or in the way of a query. Looks at the bytes it is handed. */
interface Octets {
    /** More bytes are needed to tell. */
    int MORE = -1;

    /** As they are. */
    Octets PLAIN = (bytes, at, end, last) -> at < end ? found(bytes[at] & 0xff, 1) : MORE;

    /** By application/x-www-form-urlencoded (WHATWG URL §5.1): a plus is a space, and {@code %2B} is a plus. */
    Octets QUERY = Octets::ofQuery;

    /**
     * The octet at {@code at}, from {@link #found}, or {@link #MORE}.
     *
     * @param last nothing comes behind {@code end}
     */
    int find(byte[] bytes, int at, int end, boolean last);

    static int found(int octet, int width) {
        return octet | width << 8;
    }

    static int octet(int found) {
        return found & 0xff;
    }

    /** How many bytes the octet takes. */
    static int width(int found) {
        return found >> 8;
    }

    private static int ofQuery(byte[] bytes, int at, int end, boolean last) {
        if (at == end) {
            return MORE;
        }
        int octet = bytes[at] & 0xff;
        if (octet == '+') {
            return found(' ', 1);
        }
        if (octet != '%') {
            return found(octet, 1);
        }
        if (end - at < 3) {
            return last ? found('%', 1) : MORE;
        }
        int high = Character.digit(bytes[at + 1], 16);
        int low = Character.digit(bytes[at + 2], 16);
        return high < 0 || low < 0 ? found('%', 1) : found(16 * high + low, 3);
    }
}

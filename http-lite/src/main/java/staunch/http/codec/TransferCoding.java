package staunch.http.codec;

/** What a {@code Transfer-Encoding} says (RFC 9112 §6.1), judged strictly: this field is how requests are smuggled. */
enum TransferCoding {
    /** No such field. */
    ABSENT,
    /** Exactly {@code chunked}, in any case. */
    CHUNKED,
    /** Chunked last and once, over a coding that is not known here. */
    UNSUPPORTED,
    /** Anything else: not chunked at the end, chunked twice, two lines, an empty member, a parameter. */
    INVALID;

    private static final byte[] CHUNKED_NAME = Octets.bytes("chunked");

    static TransferCoding of(FieldIndex fields, int i, ListScanner list) {
        list.over(fields.bytes(), fields.valueStart(i), fields.valueEnd(i));
        int members = 0;
        boolean chunked = false;
        while (list.next()) {
            if (chunked || !list.isToken()) {
                return INVALID;
            }
            chunked = list.is(CHUNKED_NAME);
            members++;
        }
        if (!chunked) {
            return INVALID;
        }
        return members == 1 ? CHUNKED : UNSUPPORTED;
    }
}

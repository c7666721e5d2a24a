package staunch.http.codec;

/**
 * What the fields that govern the connection say, gathered in one pass over the names. Framing, keep-alive, Host and
 * Expect are decided from these facts and from nothing else.
 */
final class ControlFields {
    private static final byte[] CLOSE = Octets.bytes("close");
    private static final byte[] KEEP_ALIVE = Octets.bytes("keep-alive");
    private static final byte[] UPGRADE = Octets.bytes("upgrade");
    private static final byte[] CONTINUE = Octets.bytes("100-continue");

    private final ListScanner list = new ListScanner();

    /** The field line of Host; -1 for none. */
    int host;
    /** How many Host lines there are. */
    int hosts;
    /** The length, or one of {@link ContentLength}'s constants. */
    long contentLength;

    TransferCoding transferCoding = TransferCoding.ABSENT;
    boolean close;
    boolean keepAlive;
    boolean connectionUpgrade;
    boolean upgrade;
    boolean expectsContinue;
    boolean expectsOther;

    /** Forgets the last message and reads this one. */
    void read(FieldIndex fields) {
        clear();
        for (int i = 0; i < fields.count(); i++) {
            KnownField field = KnownField.at(fields.bytes(), fields.nameStart(i), fields.nameEnd(i));
            if (field != null) {
                read(field, fields, i);
            }
        }
    }

    private void clear() {
        host = -1;
        hosts = 0;
        contentLength = ContentLength.ABSENT;
        transferCoding = TransferCoding.ABSENT;
        close = false;
        keepAlive = false;
        connectionUpgrade = false;
        upgrade = false;
        expectsContinue = false;
        expectsOther = false;
    }

    private void read(KnownField field, FieldIndex fields, int i) {
        switch (field) {
            case HOST -> {
                host = i;
                hosts++;
            }
            case CONTENT_LENGTH ->
                contentLength =
                        contentLength == ContentLength.ABSENT ? ContentLength.of(fields, i) : ContentLength.INVALID;
            case TRANSFER_ENCODING ->
                transferCoding = transferCoding == TransferCoding.ABSENT
                        ? TransferCoding.of(fields, i, list)
                        : TransferCoding.INVALID;
            case CONNECTION -> connection(fields, i);
            case UPGRADE -> upgrade = true;
            case EXPECT -> expect(fields, i);
            default -> {}
        }
    }

    private void connection(FieldIndex fields, int i) {
        list.over(fields.bytes(), fields.valueStart(i), fields.valueEnd(i));
        while (list.next()) {
            close |= list.is(CLOSE);
            keepAlive |= list.is(KEEP_ALIVE);
            connectionUpgrade |= list.is(UPGRADE);
        }
    }

    private void expect(FieldIndex fields, int i) {
        list.over(fields.bytes(), fields.valueStart(i), fields.valueEnd(i));
        while (list.next()) {
            if (list.is(CONTINUE)) {
                expectsContinue = true;
            } else if (list.length() > 0) {
                expectsOther = true;
            }
        }
    }
}

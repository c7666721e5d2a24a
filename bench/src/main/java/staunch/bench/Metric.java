package staunch.bench;

/** The times that are measured of a piece of work. */
public enum Metric {
    /** From when it was due to its end: what an independent client feels. */
    TOTAL("total", "from the intended start"),
    /** Of a handshake: from the standing connection, or tunnel, to the finished handshake. */
    HANDSHAKE("handshake", "from the connection"),
    /** Of a request: from its being written to the end of the response. */
    RESPONSE("response", "from sending"),
    /** From when it was due to when it was started: how far the client lags behind its own schedule. */
    START_LAG("start lag", "from the intended start to the start");

    private final String tag;
    private final String meaning;

    Metric(String tag, String meaning) {
        this.tag = tag;
        this.meaning = meaning;
    }

    /** Its name in logs and tables. */
    public String tag() {
        return tag;
    }

    /** From where to where, in words. */
    public String meaning() {
        return meaning;
    }
}

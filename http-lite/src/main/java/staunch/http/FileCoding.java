package staunch.http;

/** The codings (RFC 9110 §8.4.1) that a file may lie in beside itself, the better ones first. */
enum FileCoding {
    BROTLI("br", ".br"),
    GZIP("gzip", ".gz");

    private final String token;
    private final String ending;

    FileCoding(String token, String ending) {
        this.token = token;
        this.ending = ending;
    }

    /** The value of Content-Encoding. */
    String token() {
        return token;
    }

    /** What is added to a file's name for that of the coded one. */
    String ending() {
        return ending;
    }
}

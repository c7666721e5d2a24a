package staunch.http.capture;

/** What is said of a failure in one line. */
final class Failures {
    private Failures() {}

    static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}

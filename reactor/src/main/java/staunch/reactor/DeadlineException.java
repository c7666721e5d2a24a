package staunch.reactor;

/** A deadline passed. The message says which, and the setting that it comes from. */
public final class DeadlineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message which deadline, how long it was, and what sets it */
    public DeadlineException(String message) {
        super(message);
    }
}

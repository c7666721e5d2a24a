package staunch.tls.record;

/** Ends the parsing of a ClientHello from wherever it stands. Never leaves {@link ClientHelloParser}. */
final class HelloException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient HelloProblem problem;

    /** Without a stack trace: strangers cause it as often as they like. */
    HelloException(HelloProblem problem) {
        super(problem.message(), null, false, false);
        this.problem = problem;
    }

    /** A message that is cut short, too long or of another shape. */
    static HelloException undecodable(String what) {
        return new HelloException(HelloProblem.malformed(Alert.DECODE_ERROR, what));
    }

    /** A message of the right shape that says what it must not. */
    static HelloException illegal(String what) {
        return new HelloException(HelloProblem.malformed(Alert.ILLEGAL_PARAMETER, what));
    }

    HelloProblem problem() {
        return problem;
    }
}
